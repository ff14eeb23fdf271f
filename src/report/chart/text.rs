//! Fits Chinese text into a width: wraps where Chinese typography allows, shortens with … where it must.

use super::font::{Weight, drawable, width};

const NOT_FIRST: &str = "，。、；：？！）》”’】〕%％…—·,.;:?!)]}";
/// Stays with the number before it.
const UNITS: &str = "万亿元家个项场人户张次批倍";
const NOT_LAST: &str = "（《“‘【〔([{>≥<≤≈约近超";
/// A heading rather breaks after these.
const CLAUSE_ENDS: &str = "，；。：、";
/// Words of the subject, kept whole.
const WORDS: &str = "小微 企业 行业 领域 质量 管理 体系 认证 证书 获证 提升 行动 开展 帮助 帮扶 参与 覆盖 \
    补贴 补助 资金 专项 培训 政策 措施 开放 实验 验室 产品 合格 产业 销售 收入 产值 增长 同比 同期 累计 \
    新增 净增 存量 数量 场次 人次 全省 全国 全年 季度 口径 规模 目标 标准 基础 设施 服务 平台 集群 加工 \
    制品 食用 验收 示范 试点 省份 社会 消费 零售 总额 检验 检测 机构 农田 面积 实际 使用 外资 首席 培养 内审 人员 标杆 工业 服务 平台 \
    批次 抽检 地区 生产 总值 人口 粮食 产量 报告 披露 指标 情况 截至 以来 自治 治区 不同 可比";

/// `text` shortened with … to at most `room` pixels; empty where not even one character fits.
pub(super) fn elide(text: &str, size: f64, weight: Weight, room: f64) -> String {
    let text = drawable(text);
    if width(&text, size, weight) <= room {
        return text;
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        while kept.last().is_some_and(|c| NOT_LAST.contains(*c) || c.is_whitespace()) {
            kept.pop();
        }
        let short = kept.iter().collect::<String>() + "…";
        if !kept.is_empty() && width(&short, size, weight) <= room {
            return short;
        }
    }
    String::new()
}

/// `text` in at most `lines` lines of at most `room` pixels; the last line is shortened where the text is longer.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let text = drawable(text);
    let mut rest = text.as_str();
    let mut out = Vec::new();
    while !rest.is_empty() && out.len() < lines {
        if out.len() + 1 == lines {
            out.push(elide(rest, size, weight, room));
            break;
        }
        let cut = first_line(rest, size, weight, room);
        out.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    out.retain(|line| !line.is_empty());
    out
}

/// As [`wrap`], with lines of similar length: for headings. Two lines break after a comma where that is nearly even.
pub(super) fn wrap_evenly(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let wrapped = wrap(text, size, weight, room, lines);
    if wrapped.len() < 2 || !fits(text, size, weight, room, lines) {
        return wrapped;
    }
    if wrapped.len() == 2 {
        return in_two(&drawable(text), size, weight, room).unwrap_or(wrapped);
    }
    let narrower = (1..).map(|step| room - size * 0.5 * f64::from(step)).take_while(|room| *room > size);
    let torn = |room: f64| {
        let lines = wrap(text, size, weight, room, wrapped.len());
        let whole = |word: &str| text.split_whitespace().any(|of_text| of_text == word);
        let cut = text.is_ascii() && !lines.iter().flat_map(|line| line.split_whitespace()).all(whole);
        cut || lines[1..].iter().any(|line| line.starts_with(|c| NOT_FIRST.contains(c)))
    };
    narrower
        .take_while(|room| fits(text, size, weight, *room, wrapped.len()) && !torn(*room))
        .last()
        .map_or(wrapped.clone(), |room| wrap(text, size, weight, room, wrapped.len()))
}

/// `text` in two lines of at most `room` pixels, of similar length; `None` where it does not break so.
fn in_two(text: &str, size: f64, weight: Weight, room: f64) -> Option<Vec<String>> {
    let pairs = text.char_indices().zip(text.char_indices().skip(1));
    let cuts = pairs.filter(|((_, before), (_, after))| may_break(*before, *after));
    let scored = cuts.filter_map(|((_, before), (at, _))| {
        let lines = [text[..at].trim_end(), text[at..].trim_start()];
        let widths = lines.map(|line| width(line, size, weight));
        let longest = widths[0].max(widths[1]);
        let bonus = if CLAUSE_ENDS.contains(before) { (widths[0] + widths[1]) * 0.2 } else { 0.0 };
        (longest <= room).then_some((longest - bonus, lines))
    });
    scored.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, lines)| lines.map(str::to_owned).to_vec())
}

/// Whether `text` fits into `lines` lines without being shortened.
pub(super) fn fits(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> bool {
    let wrapped = wrap(text, size, weight, room, lines);
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let last_is_whole = wrapped.last().is_none_or(|line| width(line, size, weight) <= room);
    last_is_whole && wrapped.iter().map(|line| letters(line)).sum::<usize>() == letters(&drawable(text))
}

/// The byte at which the first line ends.
fn first_line(text: &str, size: f64, weight: Weight, room: f64) -> usize {
    let mut used = 0.0;
    let mut good = 0;
    let mut previous = None;
    for (at, c) in text.char_indices() {
        if previous.is_some_and(|before| may_break(before, c)) {
            good = at;
        }
        used += width(c.encode_utf8(&mut [0; 4]), size, weight);
        if used > room && at > 0 {
            return if good > 0 { good } else { at };
        }
        previous = Some(c);
    }
    text.len()
}

fn may_break(before: char, after: char) -> bool {
    let joins = |c: char| c.is_ascii_graphic();
    let counts = before.is_ascii_digit() && UNITS.contains(after);
    let bound = NOT_FIRST.contains(after) || NOT_LAST.contains(before) || counts;
    !(bound || joins(before) && joins(after) || in_word(before, after))
}

/// Whether the two characters are a word of [`WORDS`].
fn in_word(first: char, second: char) -> bool {
    let mut pair = [0; 8];
    let split = first.encode_utf8(&mut pair).len();
    let end = split + second.encode_utf8(&mut pair[split..]).len();
    first >= '一'
        && second >= '一'
        && std::str::from_utf8(&pair[..end]).is_ok_and(|pair| WORDS.contains(pair))
}

#[cfg(test)]
mod tests {
    use super::{Weight, elide, fits, wrap, wrap_evenly};

    #[test]
    fn punctuation_does_not_start_a_line_and_numbers_stay_whole() {
        assert_eq!(wrap("新疆维吾尔，自治区", 10.0, Weight::Regular, 50.0, 3), ["新疆维吾", "尔，自治区"]);
        assert_eq!(wrap("新增认证13750家", 10.0, Weight::Regular, 60.0, 3), ["新增认证", "13750家"]);
    }

    #[test]
    fn headings_break_between_words() {
        let english = wrap_evenly("Training coverage rate", 10.0, Weight::Regular, 50.0, 4);
        assert_eq!(english, ["Training", "coverage", "rate"]);
        let heading = |text| wrap_evenly(text, 10.0, Weight::Regular, 50.0, 3);
        assert_eq!(heading("开放实验室数"), ["开放", "实验室数"]);
        assert_eq!(heading("参与提升行动企业"), ["参与提升", "行动企业"]);
        assert_eq!(heading("覆盖行业领域数"), ["覆盖行业", "领域数"]);
        assert_eq!(heading("新获证小微企业"), ["新获证", "小微企业"]);
        let note = wrap_evenly("限24个行业，自行动开展以来累计", 10.0, Weight::Regular, 100.0, 2);
        assert_eq!(note, ["限24个行业，", "自行动开展以来累计"]);
    }

    #[test]
    fn too_long_a_text_is_shortened() {
        assert_eq!(elide("新疆维吾尔自治区", 10.0, Weight::Regular, 50.0), "新疆维吾…");
        assert_eq!(elide("新疆", 10.0, Weight::Regular, 9.0), "");
        assert!(!fits("新疆维吾尔自治区", 10.0, Weight::Regular, 50.0, 1));
        assert!(fits("新疆维吾尔自治区", 10.0, Weight::Regular, 50.0, 2));
    }
}
