//! Characters that fonts give back in the wrong block: radicals for ideographs, presentation forms for letters.
//!
//! A font whose subset shares a glyph between 一 (U+4E00) and ⼀ (U+2F00) often names the radical in its table;
//! no report means the radical.

/// The ideographs of the Kangxi radicals U+2F00 to U+2FD5, in order.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Radicals of the supplement (U+2E80 to U+2EF3) and the ideographs they are drawn as.
const SUPPLEMENT: &str = "⺟母⺠民⺩王⺪疋⺬示⺮竹⺯糸⺰纟⺱网⺳网⺶羊⺷羊⺺聿⺻聿⺼肉⺽臼⻁虎⻂衣⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟食⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯竜⻰龙⻱龟⻲亀⻳龟";

/// The character that was meant; ligatures become their letters.
pub fn repaired(c: char) -> Repaired {
    match c {
        '\u{2f00}'..='\u{2fd5}' => one(KANGXI.chars().nth(c as usize - 0x2f00).unwrap_or(c)),
        '\u{2e80}'..='\u{2ef3}' => {
            let mut pairs = SUPPLEMENT.chars();
            while let (Some(radical), Some(ideograph)) = (pairs.next(), pairs.next()) {
                if radical == c {
                    return one(ideograph);
                }
            }
            one(c)
        }
        '\u{fb00}' => Repaired::Letters("ff"),
        '\u{fb01}' => Repaired::Letters("fi"),
        '\u{fb02}' => Repaired::Letters("fl"),
        '\u{fb03}' => Repaired::Letters("ffi"),
        '\u{fb04}' => Repaired::Letters("ffl"),
        '\t' | '\r' | '\n' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => one(' '),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' => Repaired::Nothing,
        c if c.is_control() => Repaired::Nothing,
        c => one(c),
    }
}

fn one(c: char) -> Repaired {
    Repaired::Char(c)
}

/// What [`repaired`] makes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repaired {
    Nothing,
    Char(char),
    Letters(&'static str),
}

/// The superscript form of a raised digit or sign, so that it can never run into a number.
pub fn superscript(c: char) -> char {
    match c {
        '1' | '１' => '¹',
        '2' | '２' => '²',
        '3' | '３' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + (c as u32 - '0' as u32)).unwrap_or(c),
        '０' | '４'..='９' => char::from_u32(0x2070 + (c as u32 - '０' as u32)).unwrap_or(c),
        '+' => '⁺',
        '-' | '−' => '⁻',
        'n' => 'ⁿ',
        _ => c,
    }
}

/// The subscript form of a lowered digit.
pub fn subscript(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(0x2080 + (c as u32 - '0' as u32)).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_ideographs() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(repaired('\u{2f00}'), Repaired::Char('一'));
        assert_eq!(repaired('\u{2f06}'), Repaired::Char('二'));
        assert_eq!(repaired('\u{2ed3}'), Repaired::Char('长'));
        assert_eq!(repaired('国'), Repaired::Char('国'));
        assert_eq!(repaired('\u{200b}'), Repaired::Nothing);
    }

    #[test]
    fn raised_digits_are_no_digits() {
        assert!("0123456789".chars().all(|c| !superscript(c).is_ascii_digit()));
    }
}
