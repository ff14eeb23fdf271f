//! Reads a formula: numbers, names, `+ - * /`, brackets, and `sum(x)`, `months(x)`, `places(x)`.

use super::{Atom, Expr, Formula, Function, Op};
use rust_decimal::Decimal;

/// Parses a whole formula.
pub fn formula(text: &str) -> Result<Formula, String> {
    let mut reader = Reader { rest: text.trim(), atoms: Vec::new() };
    let root = reader.sum()?;
    if !reader.rest.is_empty() {
        return Err(format!("the formula `{text}` goes on after its end, at `{}`", reader.rest));
    }
    Ok(Formula { root, atoms: reader.atoms })
}

struct Reader<'a> {
    rest: &'a str,
    atoms: Vec<Atom>,
}

impl Reader<'_> {
    fn take(&mut self, symbol: char) -> bool {
        let found = self.rest.strip_prefix(symbol);
        if let Some(rest) = found {
            self.rest = rest.trim_start();
        }
        found.is_some()
    }

    fn word(&mut self) -> String {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c)));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.trim_start();
        word.to_owned()
    }

    fn sum(&mut self) -> Result<Expr, String> {
        self.chain(&[('+', Op::Add), ('-', Op::Sub)], Self::product)
    }

    fn product(&mut self) -> Result<Expr, String> {
        self.chain(&[('*', Op::Mul), ('/', Op::Div)], Self::factor)
    }

    fn chain(
        &mut self,
        signs: &[(char, Op)],
        operand: fn(&mut Self) -> Result<Expr, String>,
    ) -> Result<Expr, String> {
        let mut left = operand(self)?;
        while let Some((_, op)) = signs.iter().find(|(sign, _)| self.take(*sign)) {
            left = Expr::Op(*op, Box::new(left), Box::new(operand(self)?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expr, String> {
        if self.take('(') {
            let inner = self.sum()?;
            return self.closed(inner);
        }
        let word = self.word();
        match word.chars().next() {
            None if self.rest.is_empty() => Err("the formula ends where an operand should stand".into()),
            None => Err(format!("expected a number or a name at `{}`", self.rest)),
            Some(c) if c.is_ascii_digit() => {
                word.parse::<Decimal>().map(Expr::Number).map_err(|_| format!("`{word}` is not a number"))
            }
            Some(_) if self.take('(') => {
                let function = match word.as_str() {
                    "sum" => Function::Sum,
                    "months" => Function::Months,
                    "places" => Function::Places,
                    _ => return Err(format!("`{word}` is not a function; there are sum, months, places")),
                };
                let name = self.word();
                if name.is_empty() {
                    return Err(format!("{word}() needs the name of an operand"));
                }
                let atom = self.atom(name, function);
                self.closed(atom)
            }
            Some(_) => Ok(self.atom(word, Function::Itself)),
        }
    }

    fn closed(&mut self, inner: Expr) -> Result<Expr, String> {
        if self.take(')') { Ok(inner) } else { Err("a bracket is not closed".into()) }
    }

    fn atom(&mut self, name: String, function: Function) -> Expr {
        let atom = Atom { name, function };
        let known = self.atoms.iter().position(|a| *a == atom);
        Expr::Atom(known.unwrap_or_else(|| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        }))
    }
}
