//! What a workbook is made of, as plain data: sheets, tables, cells and the links between rows.
//! Nothing here knows how a file is written, and nothing here knows what the figures mean.

use super::chart::NativeChart;

/// A workbook. The sheets appear in this order; the first one is active when the file is opened.
pub struct Book<'a> {
    /// Document properties.
    pub properties: Properties,
    /// The sheets, the cover first.
    pub sheets: Vec<Sheet<'a>>,
    /// Sizes at which the way of writing changes.
    pub limits: Limits,
}

impl<'a> Book<'a> {
    /// A workbook with the usual limits.
    pub fn new(properties: Properties, sheets: Vec<Sheet<'a>>) -> Self {
        Self { properties, sheets, limits: Limits::default() }
    }
}

/// Document properties. The creation date is given, never taken from the clock: equal input, equal bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// Title of the document; also stands in the page header.
    pub title: String,
    /// Subject of the document.
    pub subject: String,
    /// Who made it.
    pub creator: String,
    /// BCP 47 tag such as `zh-CN` or `en`; the writer's own words follow it.
    pub language: String,
    /// Creation date as year, month, day.
    pub created: (u16, u8, u8),
}

/// Sizes at which the way of writing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A stream with more rows than this is written in constant memory: filters and one line a row, but no links,
    /// no Excel table and no broken lines.
    pub held_rows: usize,
    /// Links a sheet may hold; Excel takes 65,530.
    pub links: usize,
    /// Rows of a stream on one sheet before the next sheet begins; Excel takes 1,048,576.
    pub rows_per_sheet: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { held_rows: 50_000, links: 65_000, rows_per_sheet: 1_000_000 }
    }
}

/// One sheet: a title in A1, lines of text, then at most one table, with charts to its right.
pub struct Sheet<'a> {
    /// Name on the tab: unique, at most 31 characters.
    pub name: String,
    /// Title in A1: topic, area, period.
    pub title: String,
    /// What the sheet is for, as the contents sheet says it.
    pub purpose: String,
    /// Unit, source and legend; each line stands above the table and is broken where the sheet ends.
    pub lines: Vec<String>,
    /// The role of the sheet, which decides its looks.
    pub kind: SheetKind,
    /// How many columns stay in view when scrolling sideways.
    pub frozen_columns: u16,
    /// What stands below the lines.
    pub body: Body<'a>,
    /// Native charts, one below the other, to the right of a [`Body::Table`]; other bodies take none.
    pub charts: Vec<NativeChart>,
}

impl<'a> Sheet<'a> {
    /// A sheet without lines, charts or frozen columns.
    pub fn new(name: &str, title: &str, purpose: &str, kind: SheetKind, body: Body<'a>) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            purpose: purpose.to_owned(),
            lines: Vec::new(),
            kind,
            frozen_columns: 0,
            body,
            charts: Vec::new(),
        }
    }
}

/// The role of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SheetKind {
    /// The first sheet.
    Cover,
    /// The list of sheets.
    Contents,
    /// Conventions and explanations.
    Notes,
    /// Figures.
    Data,
    /// The sentences behind the figures.
    Evidence,
}

/// What stands below the title and the lines of a sheet.
pub enum Body<'a> {
    /// Label and value, one pair a row; made for the cover.
    Facts(Vec<Fact>),
    /// The list of all sheets with links and purposes, made by the writer.
    Contents,
    /// A table held in memory.
    Table(Table),
    /// A table whose rows arrive one by one; it may outgrow memory and a sheet.
    Stream(Stream<'a>),
    /// Empty rows for people to fill in.
    Form(Form),
}

/// Headers over empty rows, with drop-downs.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// As [`Table::columns`].
    pub columns: Vec<Column>,
    /// What each column offers, in the same order.
    pub choices: Vec<Choices>,
    /// How many rows are ready.
    pub rows: u32,
}

/// What a drop-down offers.
#[derive(Debug, Clone, PartialEq)]
pub enum Choices {
    /// Anything may be written.
    Free,
    /// One of these, and nothing else.
    Only(Vec<String>),
    /// One of these, or something else.
    Offered(Vec<String>),
    /// What stands on another sheet under the header that the row has in a column of the form; or something else.
    Under {
        /// The sheet with a column for each header.
        sheet: String,
        /// The column of the form, from zero.
        named_in: u16,
    },
}

/// A label with its value, on the cover.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// The value, perhaps with a link.
    pub value: Cell,
}

impl Fact {
    /// A fact from its label and value.
    pub fn new(label: &str, value: impl Into<Cell>) -> Self {
        Self { label: label.to_owned(), value: value.into() }
    }
}

/// A table: becomes a real Excel table with filters.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Meaningful and unique in the workbook; letters of any script, digits and `_`, not a cell address.
    pub name: String,
    /// The columns; headers are unique and never blank.
    pub columns: Vec<Column>,
    /// The rows, as wide as the columns.
    pub rows: Vec<Row>,
}

/// A table whose rows are drawn from an iterator; with few rows it is written like a [`Table`].
pub struct Stream<'a> {
    /// As [`Table::name`].
    pub name: String,
    /// As [`Table::columns`].
    pub columns: Vec<Column>,
    /// The rows in their final order.
    pub rows: Box<dyn Iterator<Item = anyhow::Result<Row>> + 'a>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The header; a numeric one carries its unit, `补贴（万元）`.
    pub header: String,
    /// Width in characters; computed from the content when absent.
    pub width: Option<f64>,
    /// How numbers in it look.
    pub number: NumberStyle,
    /// Whether long text is broken into lines.
    pub wrap: bool,
}

impl Column {
    /// A column of short text or of codes and years, which take no separators.
    pub fn text(header: &str) -> Self {
        Self::with(header, NumberStyle::Plain)
    }

    /// A column of long text, broken into lines.
    pub fn prose(header: &str) -> Self {
        Self { wrap: true, ..Self::text(header) }
    }

    /// A column of numbers with separators, each with the decimals it was given.
    pub fn number(header: &str) -> Self {
        Self::with(header, NumberStyle::AsGiven)
    }

    /// A column of numbers with separators and a fixed number of decimals.
    pub fn fixed(header: &str, decimals: u8) -> Self {
        Self::with(header, NumberStyle::Fixed(decimals))
    }

    /// The same column with a width in characters.
    pub fn width(mut self, characters: f64) -> Self {
        self.width = Some(characters);
        self
    }

    fn with(header: &str, number: NumberStyle) -> Self {
        Self { header: header.to_owned(), width: None, number, wrap: false }
    }
}

/// How the numbers of a column look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberStyle {
    /// No separators: years, codes, serial numbers.
    Plain,
    /// Separators, and the decimals that the cell states or its value needs.
    AsGiven,
    /// Separators and this many decimals, unless the cell states its own.
    Fixed(u8),
}

impl NumberStyle {
    /// Whether the column holds measured figures, whose words (未报告) stand back and keep to the right.
    pub fn is_numeric(self) -> bool {
        self != Self::Plain
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The name under which cells of any sheet can link to this row; unique in its sheet.
    pub key: Option<String>,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row that links can point to.
    pub fn keyed(key: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self { key: Some(key.into()), cells }
    }
}

impl From<Vec<Cell>> for Row {
    fn from(cells: Vec<Cell>) -> Self {
        Self { key: None, cells }
    }
}

/// A cell: a value, and perhaps where a click on it leads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// Decimals to show, as the source gave them.
    pub decimals: Option<u8>,
    /// Where a click leads.
    pub link: Option<Box<Link>>,
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Text; never read as a formula.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A calendar date as year, month, day.
    Date(u16, u8, u8),
}

impl Cell {
    /// An empty cell.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { value: Value::Text(text.into()), ..Self::default() }
    }

    /// A number with the decimals that its value needs.
    pub fn number(number: f64) -> Self {
        Self { value: Value::Number(number), ..Self::default() }
    }

    /// A number with the decimals that its source gave.
    pub fn decimal(number: f64, decimals: u8) -> Self {
        Self { decimals: Some(decimals), ..Self::number(number) }
    }

    /// A calendar date.
    pub fn date(year: u16, month: u8, day: u8) -> Self {
        Self { value: Value::Date(year, month, day), ..Self::default() }
    }

    /// The same cell, leading to a row of a sheet; numbers stay numbers.
    pub fn leading_to_row(self, sheet: &str, key: &str) -> Self {
        let target = Target::Row { sheet: sheet.to_owned(), key: key.to_owned() };
        Self { link: Some(Box::new(Link { target, tip: String::new() })), ..self }
    }

    /// The same cell, leading to the top of a sheet.
    pub fn leading_to_sheet(self, sheet: &str) -> Self {
        Self {
            link: Some(Box::new(Link { target: Target::Sheet(sheet.to_owned()), tip: String::new() })),
            ..self
        }
    }

    /// The same cell, its link showing `tip` under the pointer; without a link nothing changes.
    pub fn tip(mut self, tip: &str) -> Self {
        if let Some(link) = &mut self.link {
            link.tip = tip.to_owned();
        }
        self
    }

    /// Whether the cell shows nothing.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Empty => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::Number(_) | Value::Date(..) => false,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::number(number)
    }
}

/// A link inside the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// What is shown under the pointer; may be empty.
    pub tip: String,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The top of a sheet.
    Sheet(String),
    /// A keyed row of a sheet.
    Row {
        /// The sheet.
        sheet: String,
        /// The key of the row.
        key: String,
    },
}
