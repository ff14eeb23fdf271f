//! Figures of one place over periods: what is computed, what breaks.

use super::{average, growth, trends};
use crate::codelist::Codelists;
use crate::compare::interval::Interval;
use crate::compare::interval::fixture::d;
use crate::model::{
    Dimension, Kind, Locator, Observation, Period, PeriodBasis, Place, PlaceLevel, Qualifier, Quantity,
    Reason, Status, Trend,
};
use crate::say::Say;
use crate::say::print::print;
use proptest::prelude::{Just, Strategy, prop_assert, prop_oneof, proptest};
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LISTS: LazyLock<Codelists> = LazyLock::new(|| Codelists::load(None).unwrap());

/// A figure of 山东省 in a text, `GDP` in 亿元.
fn gdp(period: &str, number: &str) -> Observation {
    figure(period, number, 8, Qualifier::Exact, "元", Dimension::Money)
}

fn firms(period: &str, number: &str, qualifier: Qualifier) -> Observation {
    let mut o = figure(period, number, 0, qualifier, "家", Dimension::Count);
    (o.indicator, o.subject) = (Some("enterprises_assisted".into()), Some("帮扶企业".into()));
    o
}

fn rate(period: &str, number: &str) -> Observation {
    let mut o = figure(period, number, 0, Qualifier::Exact, "%", Dimension::Ratio);
    (o.indicator, o.subject, o.kind) =
        (Some("urbanization_rate".into()), Some("城镇化率".into()), Kind::Share);
    o
}

fn figure(
    period: &str,
    number: &str,
    scale: i32,
    qualifier: Qualifier,
    unit: &str,
    dimension: Dimension,
) -> Observation {
    let place = Place {
        name: "山东省".into(),
        ref_area: Some("370000".into()),
        level: PlaceLevel::Province,
        province: Some("山东省".into()),
    };
    let quote = format!("{number}{unit}");
    Observation {
        observation_id: format!("o{period}-{number}").into(),
        document_id: format!("d{period}").into(),
        source: "".into(),
        section: "".into(),
        section_number: 0,
        sentence: format!("全省地区生产总值{quote}。").into(),
        locator: Locator::Text { start: 0, end: 1 },
        quote,
        start: Some(0),
        end: Some(1),
        indicator: Some("gdp".into()),
        indicator_label: None,
        industry: None,
        subject: Some("地区生产总值".into()),
        place: Some(place.into()),
        places: Vec::new(),
        period: Period::parse(period),
        period_basis: PeriodBasis::Stated,
        comparison_base: None,
        quantity: Quantity::worded(number.parse().unwrap(), scale, qualifier, Some(unit.into()), dimension),
        kind: Kind::Level,
        direction: None,
        status: Status::Actual,
        ambiguity: None,
        rule: String::new(),
        correction: None,
    }
}

fn of(figures: &[Observation]) -> Vec<Trend> {
    trends(figures, &Say::chinese(&LISTS))
}

/// From, to, change, growth and average growth as printed.
fn shown(t: &Trend) -> String {
    assert!(t.break_reason.is_none(), "{t:?}");
    let said = |ends: &Option<_>, unit: &str| ends.as_ref().map_or("-".into(), |e| print(e, unit));
    let change = said(&t.change, t.change_unit.as_deref().unwrap_or(""));
    format!("{}→{} {change} {} {}", t.from, t.to, said(&t.growth, "%"), said(&t.cagr, "%"))
}

fn broken(t: &Trend) -> (Reason, &str) {
    assert!(t.change.is_none() && t.growth.is_none() && t.cagr.is_none() && t.change_unit.is_none(), "{t:?}");
    (t.break_reason.unwrap(), &t.caveat)
}

#[test]
fn exact_figures_grow_exactly() {
    let exact = |period, number| firms(period, number, Qualifier::Exact);
    // the order of the input does not matter
    let rows = of(&[exact("2023", "1331"), exact("2020", "1000"), exact("2021", "1100")]);
    assert_eq!(
        rows.iter().map(shown).collect::<Vec<_>>(),
        ["2020→2021 100家 10% -", "2021→2023 231家 21% 10%", "2020→2023 331家 33.1% 10%"]
    );
    assert_eq!(rows[2].inputs.join("+"), ["o2020-1000", "o2023-1331"].join("+"));
    assert_eq!((rows[2].periods, rows[2].trend_id().as_str()), (3, "trend:o2020-1000+o2023-1331"));
    assert_eq!(shown(&of(&[exact("2020", "1000"), exact("2021", "900")])[0]), "2020→2021 -100家 -10% -");
    assert_eq!(shown(&of(&[exact("2020", "0"), exact("2021", "9")])[0]), "2020→2021 9家 - -");
    assert!(of(&[exact("2020", "1000"), exact("2020", "1100")]).is_empty(), "one period is no series");
}

#[test]
fn open_ends_stay_open() {
    let row = |a: (&str, Qualifier), b: (&str, Qualifier)| {
        shown(&of(&[firms("2020", a.0, a.1), firms("2022", b.0, b.1)])[0])
    };
    let (exact, more, nearly) = (Qualifier::Exact, Qualifier::MoreThan, Qualifier::Nearly);
    assert_eq!(row(("100", exact), ("400", more)), "2020→2022 超过300家 超过300% 超过100%");
    assert_eq!(row(("100", nearly), ("400", exact)), "2020→2022 超过300家 超过300% 超过100%");
    assert_eq!(row(("100", more), ("400", exact)), "2020→2022 不到300家 不到300% 不到100%");
    assert_eq!(row(("100", exact), ("400", nearly)), "2020→2022 不到300家 不到300% 不到100%");
    assert_eq!(row(("100", nearly), ("400", more)), "2020→2022 超过300家 超过300% 超过100%");
    assert_eq!(row(("100", more), ("400", more)), "2020→2022 界不定 - -");
}

#[test]
fn digits_leave_their_part_open() {
    let rows = of(&[gdp("2020", "100"), gdp("2021", "110")]);
    assert_eq!(shown(&rows[0]), "2020→2021 约10亿元（9—11亿元） 约10%（8.95—11.1%） -");
    assert!(rows[0].caveat.contains("价格变动"));
}

#[test]
fn shares_differ_in_points() {
    let mut to = rate("2023", "61.5");
    to.kind = Kind::To;
    let rows = of(&[rate("2020", "58"), to]);
    assert_eq!((rows.len(), shown(&rows[0])), (1, "2020→2023 约3.5百分点（2.95—4.05百分点） - -".into()));
    assert_eq!(rows[0].kind, Kind::Share);
    let mut degrees =
        ["2020", "2021"].map(|p| figure(p, "14", 0, Qualifier::Exact, "摄氏度", Dimension::Other));
    degrees.iter_mut().for_each(|o| o.indicator = Some("temperature".into()));
    assert_eq!(shown(&of(&degrees)[0]), "2020→2021 0摄氏度 - -");
}

#[test]
fn periods_of_unlike_length_never_meet() {
    assert!(of(&[gdp("2020", "100"), gdp("2021-01/06", "60")]).is_empty());
    assert!(of(&[gdp("2020-01/06", "50"), gdp("2021-07/12", "60")]).is_empty());
    let rows = of(&[
        gdp("2020", "100"),
        gdp("2020-01/06", "50"),
        gdp("2021", "110"),
        gdp("2021-01/06", "55"),
        gdp("2023-Q1/Q2", "66"),
    ]);
    let ends: Vec<String> = rows.iter().map(|t| format!("{}→{} {}", t.from, t.to, t.periods)).collect();
    assert!(rows.iter().all(|t| t.cagr.is_none()));
    assert_eq!(
        ends,
        ["2020→2021 2", "2020-01/06→2021-01/06 2", "2021-01/06→2023-Q1/Q2 2", "2020-01/06→2023-Q1/Q2 3"]
    );
    assert!(of(&[gdp("2016/2020", "100"), gdp("2018/2022", "110")]).is_empty(), "they overlap");
}

#[test]
fn what_is_not_of_the_series_stays_out() {
    let base = gdp("2020", "100");
    let without = |change: fn(&mut Observation)| {
        let mut o = gdp("2021", "110");
        change(&mut o);
        of(&[base.clone(), o]).is_empty()
    };
    assert!(without(|o| o.status = Status::Target));
    assert!(without(|o| o.kind = Kind::From));
    assert!(without(|o| o.kind = Kind::Share));
    assert!(without(|o| o.industry = Some("食品".into())));
    assert!(without(|o| o.period = None));
    assert!(without(|o| o.quantity.unit = None));
    assert!(without(|o| o.places = vec![o.place.clone().unwrap()]));
}

/// How the second figure differs from the first once it is changed.
fn against(change: fn(&mut Observation)) -> Option<(Reason, String)> {
    let mut o = gdp("2021", "110");
    change(&mut o);
    let rows = of(&[gdp("2020", "100"), o]);
    assert_eq!(rows.len(), 1);
    rows[0].break_reason.map(|_| {
        let (reason, words) = broken(&rows[0]);
        (reason, words.to_owned())
    })
}

#[test]
fn dates_and_places_do_not_break_a_series() {
    let subject = |words: &'static str| words;
    for words in
        ["2021年全省实现地区生产总值", "山东省生产总值", "GDP", "全年地区生产总值", "地区生产总值（现价）"]
    {
        let mut o = gdp("2021", "110");
        o.subject = Some(subject(words).into());
        assert!(of(&[gdp("2020", "100"), o])[0].break_reason.is_none(), "{words}");
    }
    assert_eq!(against(|o| o.subject = None), None);
    assert_eq!(against(|o| o.sentence = "地区生产总值110元，按可比价格计算，增长8%。".into()), None);
}

#[test]
fn definitions_that_differ_break_a_series() {
    let words = |change| against(change).map(|(reason, words)| (reason.code(), words)).unwrap();
    assert_eq!(
        words(|o| o.subject = Some("海洋地区生产总值".into())),
        ("definition", "口径不同：未加限定与“海洋”".into())
    );
    assert_eq!(words(|o| o.quantity.unit = Some("美元".into())), ("unit", "单位不同：“元”与“美元”".into()));
    assert_eq!(words(|o| o.quantity.per = Some("人".into())).0, "unit");
    assert_eq!(
        words(|o| o.sentence = "累计实现地区生产总值110元。".into()),
        ("definition", "口径不同：一侧为累计数，一侧不是".into())
    );
    for sentence in ["按2015年不变价计算，地区生产总值110元。", "地区生产总值110元（2015年不变价）。"]
    {
        let mut o = gdp("2021", "110");
        o.sentence = sentence.into();
        let rows = of(&[gdp("2020", "100"), o]);
        assert_eq!(broken(&rows[0]), (Reason::Definition, "价格口径不同：未写与“2015年不变价”"));
    }
}

#[test]
fn a_new_definition_starts_a_new_series() {
    let mut figures = ["2018", "2019", "2020", "2021"].map(|y| firms(y, "100", Qualifier::Exact));
    figures[2].subject = Some("规模以上帮扶企业".into());
    figures[3].subject = Some("2021年全省规模以上帮扶企业".into());
    let rows = of(&figures);
    assert_eq!(rows.len(), 3);
    assert_eq!(shown(&rows[0]), "2018→2019 0家 0% -");
    assert!(broken(&rows[1]).1.contains("规模以上"), "{:?}", rows[1]);
    assert_eq!(shown(&rows[2]), "2020→2021 0家 0% -");
    // beside one another they are two things, and none breaks the other
    let mut beside = ["2018", "2019", "2018", "2019"].map(|y| firms(y, "100", Qualifier::Exact));
    beside[2].subject = Some("规模以上帮扶企业".into());
    beside[3].subject = Some("规模以上帮扶企业".into());
    let rows = of(&beside);
    assert!(rows.len() == 2 && rows.iter().all(|t| t.break_reason.is_none()), "{rows:?}");
}

#[test]
fn contradictions_break_and_equals_count_once() {
    let twice = of(&[gdp("2020", "100"), gdp("2020", "100"), gdp("2021", "110")]);
    assert_eq!((twice.len(), twice[0].inputs.len()), (1, 2));
    // 0.1千亿 holds 100.2亿: the closer one counts
    let mut rough = gdp("2020", "0.1");
    rough.quantity = Quantity::worded(d("0.1"), 11, Qualifier::Exact, Some("元".into()), Dimension::Money);
    let close = of(&[rough, gdp("2020", "100.2"), gdp("2021", "110")]);
    assert_eq!((close.len(), &*close[0].inputs[0]), (1, "o2020-100.2"));
    assert!(close[0].break_reason.is_none());

    let rows = of(&[gdp("2019", "90"), gdp("2020", "100"), gdp("2020", "105"), gdp("2021", "110")]);
    assert_eq!(rows.len(), 3);
    for row in &rows {
        assert_eq!(broken(row), (Reason::Definition, "2020的数不一致：100元、105元"));
    }
    assert_eq!(rows[0].inputs.join("+"), ["o2019-90", "o2020-100", "o2020-105"].join("+"));
    assert_eq!(rows[2].inputs.join("+"), ["o2019-90", "o2021-110"].join("+"));
}

/// A positive count with numbers that lie inside it.
fn amount() -> impl Strategy<Value = (Interval, Vec<Decimal>)> {
    let qualifier = prop_oneof![
        Just(Qualifier::Exact),
        Just(Qualifier::MoreThan),
        Just(Qualifier::AtLeast),
        Just(Qualifier::Nearly),
        Just(Qualifier::LessThan),
        Just(Qualifier::AtMost),
        Just(Qualifier::Approx)
    ];
    (1i64..99_999, 0u32..3, 0i32..9, qualifier, 1i64..1000).prop_map(
        |(number, decimals, scale, qualifier, far)| {
            let q = Quantity::worded(
                Decimal::new(number, decimals),
                scale,
                qualifier,
                Some("家".into()),
                Dimension::Count,
            );
            let interval = Interval::of_quantity(&q, Kind::Level, None);
            let low = interval.low.finite().unwrap();
            let high = interval.high.finite().unwrap_or(low * Decimal::from(far) + Decimal::ONE);
            let tiny = (high - low) / Decimal::from(1_000_000);
            let inside = [low, low + tiny, low + (high - low) / Decimal::from(3), high - tiny, high];
            (interval, inside.into_iter().filter(|n| interval.contains(*n) && !n.is_zero()).collect())
        },
    )
}

proptest! {
    #[test]
    fn the_true_growth_lies_inside((a, xs) in amount(), (b, ys) in amount(), years in 2u32..20) {
        let (whole, annual) = (growth(&a, &b), average(&a, &b, years));
        for x in &xs {
            for y in &ys {
                let factor = y / x;
                let slack = factor.max(Decimal::ONE) * Decimal::new(1, 18);
                let percent = (factor - Decimal::ONE) * Decimal::ONE_HUNDRED;
                let near = |n: Decimal| whole.contains(n) || whole.contains(n + slack) || whole.contains(n - slack);
                prop_assert!(near(percent), "{x} → {y}: {percent} outside {whole:?}");
                // the ends to the power of the years enclose the factor
                let power = |end: Decimal| {
                    let base = end / Decimal::ONE_HUNDRED + Decimal::ONE;
                    (0..years).try_fold(Decimal::ONE, |p, _| p.checked_mul(base))
                };
                if let Some(low) = annual.low.finite() {
                    prop_assert!(power(low).is_some_and(|p| p <= factor + slack), "{x} → {y}: {annual:?}");
                }
                if let Some(high) = annual.high.finite() {
                    prop_assert!(power(high).is_none_or(|p| p >= factor - slack), "{x} → {y}: {annual:?}");
                }
            }
        }
    }
}

#[test]
#[ignore = "takes memory"]
fn many_figures_take_little_time() {
    let mut figures = Vec::new();
    for place in 0..31 {
        for indicator in 0..2000 {
            for year in 2001..2021 {
                let mut o = gdp(&year.to_string(), &(year * 7 + indicator).to_string());
                o.indicator = Some(format!("i{indicator}").into());
                o.place = Some(
                    Place {
                        name: format!("p{place}"),
                        ref_area: None,
                        level: PlaceLevel::Province,
                        province: None,
                    }
                    .into(),
                );
                o.observation_id = format!("o{place:02}{indicator:04}{year}zzzz").into();
                o.subject = Some(format!("{year}年地区生产总值"));
                figures.push(o);
            }
        }
    }
    let start = std::time::Instant::now();
    let rows = of(&figures);
    println!("{} figures, {} rows, {:?}", figures.len(), rows.len(), start.elapsed());
}
