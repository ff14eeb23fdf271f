//! Periods as analysts type them: the code of the dataset, or the words of a sheet.

use crate::model::{Part, Period};

/// The period of 2021, 2021-06, 2021-Q1/Q3, 2018/2022, 2021年, 2021年6月, 2021年1—6月, 2021年上半年, 2021年第一季度 …
pub fn period(text: &str) -> Option<Period> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    if let Some(period) = Period::parse(&text) {
        return Some(period);
    }
    if let Some((from, to)) = text.trim_end_matches('年').split_once('-')
        && let (Some(from), Some(to)) = (year(from), year(to))
    {
        return Period::resolved(from, Some(to), Part::Whole);
    }
    let (year, part) = text.split_once('年')?;
    let year = self::year(year)?;
    let part = match part {
        "" | "全年" | "度" => Part::Whole,
        "上半年" => Part::Quarters(1, 2),
        "下半年" => Part::Quarters(3, 4),
        "前三季度" => Part::Quarters(1, 3),
        _ => match (part.strip_suffix("季度"), part.strip_suffix('月')) {
            (Some(quarters), _) => {
                let quarters = quarters.trim_start_matches('第');
                let (from, to) = quarters.split_once(['-', '至']).unwrap_or((quarters, quarters));
                Part::Quarters(quarter(from)?, quarter(to.trim_start_matches('第'))?)
            }
            (_, Some(months)) => {
                let (from, to) = months.split_once(['-', '至']).unwrap_or((months, months));
                let month =
                    |m: &str| m.trim_end_matches('月').parse::<u32>().ok().filter(|m| (1..=12).contains(m));
                Part::Months(month(from)?, month(to)?)
            }
            _ => return None,
        },
    };
    match part {
        Part::Quarters(a, b) | Part::Months(a, b) if a > b => None,
        part => Period::resolved(year, None, part),
    }
}

fn year(text: &str) -> Option<i32> {
    text.trim_end_matches('年').parse().ok().filter(|y| (1900..=2200).contains(y))
}

fn quarter(text: &str) -> Option<u32> {
    match text {
        "一" | "1" => Some(1),
        "二" | "2" => Some(2),
        "三" | "3" => Some(3),
        "四" | "4" => Some(4),
        _ => None,
    }
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '—' | '–' | '－' | '~' | '～' => '-',
        '／' => '/',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::period;

    #[test]
    fn periods_are_read_as_they_are_typed() {
        for (text, code) in [
            ("2021", "2021"),
            ("2021-Q1/Q3", "2021-Q1/Q3"),
            ("2018/2022", "2018/2022"),
            ("2021年", "2021"),
            ("２０２１年 6月", "2021-06"),
            ("2021年1—6月", "2021-01/06"),
            ("2021年上半年", "2021-Q1/Q2"),
            ("2021年第一季度", "2021-Q1"),
            ("2021年第1至3季度", "2021-Q1/Q3"),
            ("2018—2022年", "2018/2022"),
            ("2018年-2022年", "2018/2022"),
            ("2021-06-01", "2021-06"),
        ] {
            assert_eq!(period(text).map(|p| p.code).as_deref(), Some(code), "{text}");
        }
        for text in ["", "去年", "21年", "2021年13月", "2021年三季度至一季度"] {
            assert_eq!(period(text), None, "{text}");
        }
    }
}
