//! The questions that the default charts answer.

use super::Row;
use crate::error::Error;

/// A question and the chart that answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// File name of the chart.
    pub name: String,
    /// A kind of `[[chart]]`, or `auto`.
    pub kind: String,
    /// Indicators and families of them; `*` stands for all.
    pub indicators: Vec<String>,
    /// Only figures of an industry or product.
    pub by_industry: bool,
}

/// The rows of `question.csv`, in order.
#[derive(Debug, Default)]
pub struct QuestionList {
    questions: Vec<Question>,
}

impl QuestionList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let mut questions = Vec::new();
        for row in rows {
            let question = Question {
                name: row.cell(0).to_owned(),
                kind: row.cell(1).to_owned(),
                indicators: row.list(2).map(str::to_owned).collect(),
                by_industry: match row.cell(3) {
                    "" => false,
                    "industry" => true,
                    other => return Err(row.error(format!("`{other}` is neither empty nor `industry`"))),
                },
            };
            if question.name.is_empty() || question.kind.is_empty() || question.indicators.is_empty() {
                return Err(row.error("name, kind and indicators must be given"));
            }
            questions.push(question);
        }
        Ok(Self { questions })
    }

    /// The questions, the first first.
    pub fn iter(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter()
    }
}
