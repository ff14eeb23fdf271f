//! The number formats of Word's lists: 3 as 三, 丙, III, ③.

/// A number in a format of `w:numFmt`; formats without digits of their own are decimal.
pub fn format(number: u32, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "chineseCounting" | "taiwaneseCounting" => {
            if number < 100 {
                counting(number, SIMPLE, false)
            } else {
                digits(number, '〇')
            }
        }
        "chineseCountingThousand" | "taiwaneseCountingThousand" => counting(number, SIMPLE, false),
        "japaneseCounting" => counting(number, SIMPLE, true),
        "japaneseDigitalTenThousand" | "ideographDigital" | "taiwaneseDigital" | "koreanDigital2" => {
            digits(number, '〇')
        }
        "chineseLegalSimplified" => counting(number, LEGAL_SIMPLE, true),
        "ideographLegalTraditional" | "japaneseLegal" => counting(number, LEGAL_TRADITIONAL, true),
        "ideographTraditional" => cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedParen" => enclosed(number, '⑴', 20),
        "decimalEnclosedFullstop" => enclosed(number, '⒈', 20),
        "ideographEnclosedCircle" => enclosed(number, '㊀', 10),
        "ideographParenthesesed" => enclosed(number, '㈠', 10),
        "decimalFullWidth" | "decimalFullWidth2" => {
            number.to_string().chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect()
        }
        "numberInDash" => format!("- {number} -"),
        "hex" => format!("{number:X}"),
        "ordinal" => format!("{number}{}", ordinal(number)),
        _ => number.to_string(),
    }
}

const SIMPLE: (&str, &str) = ("零一二三四五六七八九", "十百千万");
const LEGAL_SIMPLE: (&str, &str) = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟万");
const LEGAL_TRADITIONAL: (&str, &str) = ("零壹貳參肆伍陸柒捌玖", "拾佰仟萬");

fn at(set: &str, index: usize) -> char {
    set.chars().nth(index).unwrap_or('?')
}

/// 12 as 十二, 105 as 一百零五; numbers that no list reaches are decimal.
fn counting(number: u32, (digits, units): (&str, &str), plain: bool) -> String {
    if number == 0 {
        return at(digits, 0).to_string();
    }
    if number > 99_999 {
        return number.to_string();
    }
    let text: Vec<u32> = number.to_string().chars().filter_map(|c| c.to_digit(10)).collect();
    let mut out = String::new();
    let mut gap = false;
    for (i, &digit) in text.iter().enumerate() {
        let power = text.len() - 1 - i;
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() && !(plain && digits == SIMPLE.0) {
            out.push(at(digits, 0));
        }
        gap = false;
        // 十二 rather than 一十二; the legal numerals keep their 壹.
        let lead = digit == 1 && power == 1 && out.is_empty() && digits == SIMPLE.0;
        let japanese = plain && digits == SIMPLE.0 && digit == 1 && (1..=3).contains(&power);
        if !lead && !japanese {
            out.push(at(digits, digit as usize));
        }
        if power > 0 {
            out.push(at(units, power - 1));
        }
    }
    out
}

fn digits(number: u32, zero: char) -> String {
    let one = |c: char| match c.to_digit(10) {
        Some(0) | None => zero,
        Some(d) => at(SIMPLE.0, d as usize),
    };
    number.to_string().chars().map(one).collect()
}

fn cycle(number: u32, set: &str) -> String {
    let n = set.chars().count() as u32;
    if number == 0 { "0".into() } else { at(set, ((number - 1) % n) as usize).to_string() }
}

fn enclosed(number: u32, first: char, most: u32) -> String {
    match number {
        1.. if number <= most => {
            char::from_u32(first as u32 + number - 1).map(String::from).unwrap_or_default()
        }
        _ => format!("({number})"),
    }
}

/// ① to ㊿.
fn circled(number: u32) -> String {
    match number {
        21..=35 => enclosed(number - 20, '㉑', 15),
        36..=50 => enclosed(number - 35, '㊱', 15),
        _ => enclosed(number, '①', 20),
    }
}

/// A, B, … Z, AA, BB, as Word counts.
fn letters(number: u32, first: u8) -> String {
    if number == 0 || number > 780 {
        return number.to_string();
    }
    let letter = char::from(first + ((number - 1) % 26) as u8);
    std::iter::repeat_n(letter, (number as usize - 1) / 26 + 1).collect()
}

fn roman(number: u32) -> String {
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let (mut left, mut out) = (number, String::new());
    for (value, sign) in STEPS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

fn ordinal(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn numbers_in_their_formats() {
        let cases = [
            (3, "decimal", "3"),
            (10, "chineseCounting", "十"),
            (11, "chineseCountingThousand", "十一"),
            (20, "japaneseCounting", "二十"),
            (21, "chineseCountingThousand", "二十一"),
            (105, "chineseCountingThousand", "一百零五"),
            (110, "chineseCountingThousand", "一百一十"),
            (1010, "chineseCountingThousand", "一千零一十"),
            (111, "japaneseCounting", "百十一"),
            (100, "chineseCounting", "一〇〇"),
            (2, "ideographTraditional", "乙"),
            (11, "ideographTraditional", "甲"),
            (3, "ideographZodiac", "寅"),
            (28, "upperLetter", "BB"),
            (3, "lowerLetter", "c"),
            (14, "upperRoman", "XIV"),
            (4, "lowerRoman", "iv"),
            (5, "decimalEnclosedCircle", "⑤"),
            (21, "decimalEnclosedCircleChinese", "㉑"),
            (36, "decimalEnclosedCircle", "㊱"),
            (7, "decimalEnclosedParen", "⑺"),
            (3, "decimalZero", "03"),
            (12, "decimalFullWidth", "１２"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (0, "chineseCounting", "零"),
            (1, "bullet", ""),
            (9, "unheardOf", "9"),
        ];
        for (number, name, expected) in cases {
            assert_eq!(format(number, name), expected, "{name}");
        }
        for name in ["upperLetter", "upperRoman", "chineseCounting", "decimalEnclosedCircle"] {
            assert!(format(u32::MAX, name).len() < 40);
        }
    }
}
