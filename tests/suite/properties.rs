//! What must hold for any text: nothing panics, offsets are right, every numeral is accounted for, numbers come back.

use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::sync::LazyLock;
use zhiliang::codelist::Codelists;
use zhiliang::model::Batch;
use zhiliang::{extract, ingest, normalize};

static LISTS: LazyLock<Codelists> = LazyLock::new(|| Codelists::load(None).unwrap());

fn batch(text: &str) -> Batch {
    let document = ingest::document_of_text("t", text.to_owned(), &LISTS);
    let extraction = extract::extract(&document, &LISTS);
    normalize::normalize(document, extraction, &LISTS)
}

/// Pieces that numbers are made of and stand beside.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "×",
        ":",
        "*",
        "+",
        "·",
        "〔",
        "〕",
        "号",
        "级",
        "GB/T",
        "ISO",
        "A",
        "电话",
        "人民币",
        "￥",
        "负",
        "−",
        "～",
        "1",
        "20",
        "2021",
        "3.5",
        "1,234",
        "一",
        "两",
        "三十",
        "十几",
        "百",
        "万",
        "亿",
        "半",
        "双",
        "余",
        "多",
        "近",
        "约",
        "超过",
        "以上",
        "左右",
        "-",
        "—",
        "至",
        "%",
        "％",
        "个百分点",
        "家",
        "万元",
        "年",
        "月",
        "日",
        "季度",
        "第",
        "分之",
        "成",
        "倍",
        "番",
        "翻",
        "/",
        "每",
        "人均",
        "增长",
        "下降",
        "从",
        "到",
        "由",
        "增至",
        "比",
        "同比",
        "目标",
        "，",
        "。",
        "、",
        "；",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "\n",
        " ",
        "\u{3000}",
        "\u{200b}",
        "０",
        "５",
        "①",
        "山东",
        "全省",
        "临沂市",
        "企业",
        "合格率",
        "分别",
        "其中",
    ];
    prop_oneof![8 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..60).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_numeral_is_accounted_for(text in text()) {
        let batch = batch(&text);
        let chars: Vec<char> = text.chars().collect();
        let mut covered = vec![0_u8; chars.len()];
        let spans = batch.observations.iter().map(|o| (o.start, o.end, &o.quote));
        for (start, end, quote) in spans.chain(batch.ledger.iter().map(|l| (l.start, l.end, &l.quote))) {
            let (start, end) = (start.unwrap() as usize, end.unwrap() as usize);
            let written: String = chars[start..end].iter().collect();
            prop_assert_eq!(&written, quote);
            covered[start..end].iter_mut().for_each(|c| *c = c.saturating_add(1));
        }
        for (i, c) in chars.iter().enumerate() {
            if extract::numeral::is_numeral(*c) {
                prop_assert!(covered[i] >= 1, "{} at {} in {:?}", c, i, text);
            }
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        batch(&text);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok((text, _)) = ingest::text::decode(&bytes) {
            batch(&text);
        }
    }

    #[test]
    fn numbers_come_back_in_every_notation(n in 2_u64..1_000_000_000_000, style in prop_oneof![Just(0), Just(1), Just(2)]) {
        let written = match style {
            0 => n.to_string(),
            1 => grouped(n),
            _ => chinese(n),
        };
        let batch = batch(&format!("全省共帮扶{written}家企业。"));
        let values: Vec<String> =
            batch.observations.iter().filter_map(|o| o.quantity.value).map(|v| v.normalize().to_string()).collect();
        prop_assert_eq!(values, vec![n.to_string()], "{}", written);
    }
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A number as Chinese writes it: 三亿零五百万.
fn chinese(n: u64) -> String {
    let mut out = String::new();
    let parts = [(n / 100_000_000, "亿"), (n / 10_000 % 10_000, "万"), (n % 10_000, "")];
    let mut gap = false;
    for (value, unit) in parts {
        if value == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || value < 1000) {
            out.push('零');
        }
        gap = false;
        out.push_str(&four(value, out.is_empty()));
        out.push_str(unit);
    }
    out
}

/// Up to four digits: 一千零五十, 十二 at the start.
fn four(n: u64, leads: bool) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut out = String::new();
    let mut gap = false;
    for (power, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / power % 10;
        if digit == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(power == 10 && digit == 1 && out.is_empty() && leads) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(unit);
    }
    out
}
