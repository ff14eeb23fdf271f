//! Offsets in code points to offsets in UTF-16 units, which is how JavaScript counts.

/// The offsets of one text, given in code points and in any order. What lies beyond the text becomes its end.
pub fn utf16(text: &str, points: &[u32]) -> Vec<u32> {
    let wide: Vec<(u32, u32)> = astral(text);
    let length = text.chars().count() as u32;
    points
        .iter()
        .map(|&point| {
            let point = point.min(length);
            let before = wide.partition_point(|&(at, _)| at < point);
            point + before.checked_sub(1).map_or(0, |i| wide[i].1)
        })
        .collect()
}

/// Where characters of two units stand, in code points, with how many there are up to each.
fn astral(text: &str) -> Vec<(u32, u32)> {
    let places = text.chars().enumerate().filter(|(_, c)| c.len_utf16() == 2);
    places.enumerate().map(|(n, (at, _))| (at as u32, n as u32 + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(text: &str, start: u32, end: u32) -> String {
        let units: Vec<u16> = text.encode_utf16().collect();
        String::from_utf16(&units[start as usize..end as usize]).unwrap()
    }

    #[test]
    fn characters_of_two_units_push_what_follows() {
        let text = "𠮷林𠮷县7000余家，增长28%。";
        let points: Vec<u32> = [4, 10, 13, 16].to_vec();
        let units = utf16(text, &points);
        assert_eq!(units, [6, 12, 15, 18]);
        assert_eq!(slice(text, units[0], units[1]), "7000余家");
        assert_eq!(slice(text, units[2], units[3]), "28%");
    }

    #[test]
    fn plain_text_keeps_its_offsets_and_any_order_will_do() {
        assert_eq!(utf16("全省7家", &[4, 0, 2]), [4, 0, 2]);
        assert_eq!(utf16("𠮷", &[1, 0, 9]), [2, 0, 2]);
    }
}
