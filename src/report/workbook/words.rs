//! The few words that the writer itself puts into a workbook, in Chinese and in English.

/// The writer's own words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Headers of the contents table: number, sheet, purpose, rows.
    pub contents: [&'static str; 4],
    /// Name of the contents table.
    pub contents_table: &'static str,
    /// The link back to the contents sheet.
    pub back: &'static str,
    /// Page footer; `&P` and `&N` are the page and the number of pages.
    pub page: &'static str,
    /// Stands in a table that has no rows.
    pub no_rows: &'static str,
    /// Marks the further sheets of one table in the contents.
    pub continued: &'static str,
    /// Says that links were left out.
    pub links_left_out: &'static str,
    /// Says that long text stands on one line.
    pub one_line: &'static str,
    /// Ends a text that was longer than a cell takes.
    pub cut: &'static str,
    /// Date format.
    pub date: &'static str,
}

/// Chinese.
pub const CHINESE: Words = Words {
    contents: ["序号", "工作表", "内容", "行数（行）"],
    contents_table: "目录",
    back: "← 返回目录",
    page: "第 &P 页，共 &N 页",
    no_rows: "（本期无记录）",
    continued: "（续）",
    links_left_out: "本表行数多，不设链接，请按编号筛选查找。",
    one_line: "长文本不换行显示，选中单元格可读全文。",
    cut: "……（超出单元格上限，已截断）",
    date: "yyyy\"年\"m\"月\"d\"日\"",
};

/// English.
pub const ENGLISH: Words = Words {
    contents: ["No.", "Sheet", "Purpose", "Rows"],
    contents_table: "Contents",
    back: "← Contents",
    page: "Page &P of &N",
    no_rows: "(no records this time)",
    continued: " (continued)",
    links_left_out: "This sheet is too long for links: filter by id.",
    one_line: "Long text stands on one line: select its cell to read all of it.",
    cut: "… (cut at the limit of a cell)",
    date: "yyyy-mm-dd",
};

impl Words {
    /// The words for a BCP 47 tag: Chinese for `zh…`, English otherwise.
    pub fn of(language: &str) -> Self {
        if language.to_lowercase().starts_with("zh") { CHINESE } else { ENGLISH }
    }
}
