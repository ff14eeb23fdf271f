//! What was left out or moved while a .docx was read, counted and said.

use crate::ingest::parsed::Parsed;

/// Counts of what a reader wants to know.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counts {
    pub deletions: usize,
    pub insertions: usize,
    pub hidden: usize,
    pub footnotes: usize,
    pub endnotes: usize,
    pub marks: usize,
    pub contents: usize,
    pub chunks: usize,
    pub objects: usize,
    pub charts: usize,
    pub pictures: usize,
    pub entities: usize,
    pub comments: usize,
    pub climbing: usize,
    pub deep_tables: usize,
}

impl Counts {
    /// Adds a note for each count that is not zero.
    pub fn report(&self, parsed: &mut Parsed) {
        let c = self;
        let mut note = |n: usize, code: &str, message: String| {
            if n > 0 {
                parsed.note(code, message);
            }
        };
        let tracked = c.deletions + c.insertions;
        note(
            tracked,
            "I-docx-revisions",
            format!(
                "文中有修订：删除的 {} 处未读取，插入的 {} 处已读取。请确认是否应先在 Word 中接受或拒绝修订",
                c.deletions, c.insertions
            ),
        );
        note(c.hidden, "I-docx-hidden", format!("隐藏文字 {} 字未读取", c.hidden));
        note(
            c.footnotes + c.endnotes,
            "I-docx-notes",
            format!(
                "脚注 {} 条、尾注 {} 条，已移到所在段落或表格之后，以〔脚注〕〔尾注〕开头",
                c.footnotes, c.endnotes
            ),
        );
        note(c.marks, "I-docx-marks", format!("上标的注释序号 {} 处未读取，以免并入数字", c.marks));
        note(c.comments, "I-docx-comments", format!("批注 {} 条未读取", c.comments));
        note(
            c.contents,
            "I-docx-contents",
            format!("目录 {} 行未读取（与正文标题重复，并带页码）", c.contents),
        );
        note(
            c.chunks,
            "I-docx-chunk",
            format!(
                "文中嵌入了 {} 个外部文档片段（altChunk），未读取。请用 Word 打开并另存为 .docx",
                c.chunks
            ),
        );
        note(
            c.objects,
            "I-docx-object",
            format!("文中嵌入了 {} 个对象（如 Excel 表），未读取。需要的数据请另存为 .xlsx", c.objects),
        );
        note(c.charts, "I-docx-chart", format!("图表 {} 个，其中的数据未读取", c.charts));
        note(c.pictures, "I-docx-picture", format!("图片 {} 张，图中的文字未读取", c.pictures));
        note(c.entities, "I-docx-entity", format!("自定义 XML 实体 {} 处未展开", c.entities));
        note(c.climbing, "I-docx-entry", format!("文件包内有 {} 个路径越界的条目，未读取", c.climbing));
        note(
            c.deep_tables,
            "I-docx-deep-table",
            format!("嵌套过深的表格 {} 个，其中的文字并入外层单元格", c.deep_tables),
        );
    }
}
