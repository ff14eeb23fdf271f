//! What must hold for any text: nothing panics, offsets are right, every numeral is accounted for, numbers come back.

use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::sync::LazyLock;
use zhiliang::codelist::Codelists;
use zhiliang::model::correction::FIELDS;
use zhiliang::model::{Batch, CorrectionRow};
use zhiliang::{extract, ingest, normalize};

static LISTS: LazyLock<Codelists> = LazyLock::new(|| Codelists::load(None).unwrap());

fn batch(text: &str) -> Batch {
    let document = ingest::document_of_text("t", text.to_owned(), &LISTS);
    let extraction = extract::extract(&document, &LISTS);
    normalize::normalize(document, extraction, &LISTS)
}

/// How often each character is in an observation or in the ledger.
fn covered(batch: &Batch, length: usize) -> Vec<u8> {
    let mut covered = vec![0_u8; length];
    let spans = batch.observations.iter().map(|o| (o.start, o.end));
    for (start, end) in spans.chain(batch.ledger.iter().map(|l| (l.start, l.end))) {
        let (start, end) = (start.unwrap() as usize, end.unwrap() as usize);
        covered[start..end].iter_mut().for_each(|c| *c = c.saturating_add(1));
    }
    covered
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
    fn whatever_is_corrected_every_numeral_stays_in_one_place(
        text in text(),
        cuts in proptest::collection::vec((any::<u16>(), 1_usize..9, 0_usize..4, 0_usize..40), 0..8),
    ) {
        let mut batches = vec![batch(&text)];
        let chars: Vec<char> = text.chars().collect();
        let values = ["3", "-5%", "1.3亿元", "空", "超过", "目标", "2021年上半年", "山东", "万元", "", "下降", "①"];
        let rows: Vec<CorrectionRow> = cuts.iter().enumerate().map(|(i, (at, length, what, n))| {
            let from = *at as usize % chars.len().max(1);
            let to = (from + length).min(chars.len());
            let quote: String = chars.get(from..to).unwrap_or(&[]).iter().collect();
            let ids = &batches[0].observations;
            let id = ids.get(*n % ids.len().max(1)).map_or("o1".to_owned(), |o| o.observation_id.to_string());
            let (operation, field, new) = match what {
                0 => ("add", "", values[n % values.len()]),
                1 => ("reject", "", ""),
                _ => ("", FIELDS[n % FIELDS.len()], values[(n / 3) % values.len()]),
            };
            let cells = [("operation", operation), ("field", field), ("new", new), ("observation_id", &id),
                ("document_id", "t"), ("quote", if *what == 0 { quote.trim() } else { "" }), ("place", "全国")];
            let cells = cells.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
            CorrectionRow { file: "c".into(), row: i, cells: cells.collect() }
        }).collect();
        let before: Vec<u8> = covered(&batches[0], chars.len());
        let done = normalize::correct::apply(&mut batches, &rows, &LISTS);
        let counts = &done.counts;
        prop_assert!(counts.applied() + counts.left() + counts.repeated >= rows.len());
        let after = covered(&batches[0], chars.len());
        for (i, c) in chars.iter().enumerate() {
            if extract::numeral::is_numeral(*c) {
                prop_assert!(after[i] >= 1 && after[i] <= before[i].max(1), "{} at {} in {:?}", c, i, text);
            }
        }
        let ids: std::collections::HashSet<&str> =
            batches[0].observations.iter().map(|o| &*o.observation_id).collect();
        prop_assert_eq!(ids.len(), batches[0].observations.len());
        prop_assert!(batches[0].observations.is_sorted_by_key(|o| o.start));
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
