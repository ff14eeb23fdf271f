//! Formulas over named operands, evaluated on intervals so that an operand that occurs twice counts once.
//!
//! A formula is a rational function of its atoms. For an atom that occurs more than once it is written as P/Q in
//! that atom; where the sign of its derivative P′Q − PQ′ is settled over the whole box, the ends lie at the atom's
//! ends. Where it is not, the plain interval extension is used, which is wider and still true.

mod parse;
mod rational;

use super::interval::{Edge, Interval};
use rational::Rational;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What an operand stands for in a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// The figure itself.
    Itself,
    /// The sum of the figures of a list.
    Sum,
    /// The months of the figure's period.
    Months,
    /// How many places the figure is about.
    Places,
}

/// A variable of a formula: an operand by its name, or a function of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom {
    pub name: String,
    pub function: Function,
}

/// A formula and its atoms in the order they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    root: Expr,
    pub atoms: Vec<Atom>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    Number(Decimal),
    /// Index of an atom.
    Atom(usize),
    Op(Op, Box<Expr>, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Add,
    Sub,
    Mul,
    Div,
}

/// A unit as powers of base units; empty for pure numbers, percentages and multiples.
pub type Unit = BTreeMap<String, i32>;

/// The unit as it stands in observations. `%`, `百分点` and `倍` are pure numbers.
pub fn unit(written: &str) -> Unit {
    match written {
        "" | "%" | "‰" | "百分点" | "倍" => Unit::new(),
        other => Unit::from([(other.to_owned(), 1)]),
    }
}

impl Formula {
    /// Reads `(a - b) / a * 100`, `sum(x) / whole`, `x / months(x)`; the message says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse::formula(text)
    }

    /// The result for these values of the atoms.
    pub fn evaluate(&self, atoms: &[Interval]) -> Interval {
        let plain = self.root.extend(atoms);
        let repeated: Vec<usize> =
            (0..atoms.len()).filter(|i| self.root.count(*i) > 1 && !is_point(&atoms[*i])).collect();
        if repeated.is_empty() || self.root.may_divide_by_zero(atoms) {
            return plain;
        }
        let (mut low, mut high) = (atoms.to_vec(), atoms.to_vec());
        for &i in &repeated {
            let slope = Rational::of(&self.root, i, atoms).slope(&atoms[i]);
            let (at_low, at_high) = match slope {
                Some(1) => (atoms[i].low, atoms[i].high),
                Some(-1) => (atoms[i].high, atoms[i].low),
                _ => continue,
            };
            (low[i], high[i]) = (point(at_low), point(at_high));
        }
        let (low, high) = (self.at(&low, &repeated), self.at(&high, &repeated));
        let tighter = Interval { low: low.low, high: high.high, ..plain };
        if tighter.low.at <= tighter.high.at { tighter } else { plain }
    }

    /// The result at a corner; where one repeated atom is infinite there, the limit.
    fn at(&self, corner: &[Interval], repeated: &[usize]) -> Interval {
        let mut infinite =
            repeated.iter().filter(|i| is_point(&corner[**i]) && corner[**i].low.finite().is_none());
        match (infinite.next(), infinite.next()) {
            (Some(&i), None) => Rational::of(&self.root, i, corner).limit(corner[i].low.at),
            _ => self.root.extend(corner),
        }
    }

    /// The unit of the result; null where unlike units are added.
    pub fn unit(&self, atoms: &[Unit]) -> Option<Unit> {
        self.root.unit(atoms)
    }

    /// The formula with `say` in place of each atom.
    pub fn show(&self, say: &dyn Fn(&Atom) -> String) -> String {
        self.root.show(&|i| say(&self.atoms[i]), 0)
    }

    /// The two operands, where the formula is a plain quotient of them.
    pub fn quotient(&self) -> Option<(&Atom, &Atom)> {
        let (a, b) = self.root.quotient()?;
        Some((&self.atoms[a], &self.atoms[b]))
    }

    /// The two operands, where the formula is the one in percent of the other.
    pub fn percentage(&self) -> Option<(&Atom, &Atom)> {
        match &self.root {
            Expr::Op(Op::Mul, a, b) if **b == Expr::Number(Decimal::ONE_HUNDRED) => {
                let (a, b) = a.quotient()?;
                Some((&self.atoms[a], &self.atoms[b]))
            }
            _ => None,
        }
    }
}

impl Expr {
    fn quotient(&self) -> Option<(usize, usize)> {
        match self {
            Self::Op(Op::Div, a, b) => match (a.as_ref(), b.as_ref()) {
                (Self::Atom(a), Self::Atom(b)) => Some((*a, *b)),
                _ => None,
            },
            _ => None,
        }
    }

    fn extend(&self, atoms: &[Interval]) -> Interval {
        match self {
            Self::Number(n) => Interval::exactly(*n),
            Self::Atom(i) => atoms[*i],
            Self::Op(op, a, b) => {
                let (a, b) = (a.extend(atoms), b.extend(atoms));
                match op {
                    Op::Add => a.plus(&b),
                    Op::Sub => a.minus(&b),
                    Op::Mul => a.times(&b),
                    Op::Div => a.over(&b),
                }
            }
        }
    }

    fn may_divide_by_zero(&self, atoms: &[Interval]) -> bool {
        match self {
            Self::Number(_) | Self::Atom(_) => false,
            Self::Op(op, a, b) => {
                (*op == Op::Div && b.extend(atoms).sign().is_none())
                    || a.may_divide_by_zero(atoms)
                    || b.may_divide_by_zero(atoms)
            }
        }
    }

    fn count(&self, atom: usize) -> usize {
        match self {
            Self::Number(_) => 0,
            Self::Atom(i) => usize::from(*i == atom),
            Self::Op(_, a, b) => a.count(atom) + b.count(atom),
        }
    }

    fn unit(&self, atoms: &[Unit]) -> Option<Unit> {
        let (op, a, b) = match self {
            Self::Number(_) => return Some(Unit::new()),
            Self::Atom(i) => return atoms.get(*i).cloned(),
            Self::Op(op, a, b) => (op, a.unit(atoms)?, b.unit(atoms)?),
        };
        match op {
            Op::Add | Op::Sub => (a == b).then_some(a),
            Op::Mul | Op::Div => {
                let sign = if *op == Op::Mul { 1 } else { -1 };
                let mut product = a;
                for (base, power) in b {
                    *product.entry(base).or_default() += sign * power;
                }
                product.retain(|_, power| *power != 0);
                Some(product)
            }
        }
    }

    fn show(&self, say: &dyn Fn(usize) -> String, outer: u8) -> String {
        match self {
            Self::Number(n) => n.normalize().to_string(),
            Self::Atom(i) => say(*i),
            Self::Op(op, a, b) => {
                let (sign, level) = match op {
                    Op::Add => ("+", 1),
                    Op::Sub => ("-", 1),
                    Op::Mul => ("*", 3),
                    Op::Div => ("/", 3),
                };
                // The right operand of - and / needs brackets around its own level too.
                let text = format!("{}{sign}{}", a.show(say, level), b.show(say, level + 1));
                if level < outer { format!("({text})") } else { text }
            }
        }
    }
}

fn is_point(interval: &Interval) -> bool {
    interval.low.at == interval.high.at
}

fn point(edge: Edge) -> Interval {
    Interval { value: edge.finite(), low: edge, high: edge, worded: false }
}

#[cfg(test)]
mod tests {
    use super::{Formula, unit};
    use crate::compare::interval::Interval;
    use crate::compare::interval::fixture::{count, operand, percent, shown};
    use crate::model::{Kind, Qualifier};
    use proptest::prelude::{prop_assert, proptest};
    use rust_decimal::Decimal;

    fn result(formula: &str, atoms: &[Interval]) -> String {
        shown(&Formula::parse(formula).unwrap().evaluate(atoms))
    }

    #[test]
    fn an_operand_that_occurs_twice_counts_once() {
        let (x, g) = (count("13.42", 8, Qualifier::Exact), percent("20", Qualifier::Exact, Kind::GrowthRate));
        assert_eq!(result("x - x / (1 + g / 100)", &[x, g]), "218905857.7406 228392116.1826 approx");
        assert_eq!(shown(&x.increment_of_growth(&g)), "218905857.7406 228392116.1826 approx");
    }

    #[test]
    fn half_lines_have_their_limits() {
        let (all, bad) = (count("300", 0, Qualifier::MoreThan), count("7", 0, Qualifier::Exact));
        assert_eq!(result("(a - b) / a * 100", &[all, bad]), "97.6667 100 range");
        assert_eq!(result("(a / b - 1) * 100", &[all, bad]), "4185.7143 - lower");
        assert_eq!(result("a - a", &[all]), "0 0 exact");
        assert_eq!(result("a / (a - a)", &[all]), "- - indeterminate");
        assert_eq!(result("a / (a + b) * 100", &[all, bad]), "97.7199 100 range");
    }

    #[test]
    fn units_multiply_and_only_like_ones_add() {
        let of = |formula: &str, units: &[&str]| {
            let units: Vec<_> = units.iter().map(|u| unit(u)).collect();
            Formula::parse(formula).unwrap().unit(&units)
        };
        assert_eq!(of("a / b * 100", &["家", "家"]), Some(unit("%")));
        assert_eq!(of("a - b", &["家", "户"]), None);
        assert_eq!(of("100 - a", &["%"]), Some(unit("")));
        assert_eq!(of("a / b * b", &["元", "家"]), Some(unit("元")));
    }

    #[test]
    fn formulas_read_as_written() {
        for text in ["(a-b)/a*100", "a-(b-c)", "a/(b/c)", "a*(1+b/100)", "a-b-c"] {
            let formula = Formula::parse(text).unwrap();
            assert_eq!(formula.show(&|atom| atom.name.clone()), text);
        }
        assert!(Formula::parse("a / ").unwrap_err().contains("ends"));
        assert!(Formula::parse("max(a)").is_err());
        assert!(Formula::parse("a ) b").is_err());
    }

    proptest! {
        #[test]
        fn the_true_result_lies_inside((a, xs) in operand(), (b, ys) in operand()) {
            for text in ["a - a / (1 + b / 100)", "(a - b) / a * 100", "(a / b - 1) * 100", "a * b - a", "a / (a + b)"] {
                let formula = Formula::parse(text).unwrap();
                let all = formula.evaluate(&[a, b]);
                for x in &xs {
                    for y in &ys {
                        let Some(number) = exact(text, *x, *y) else { continue };
                        let slack = number.abs().max(Decimal::ONE) * Decimal::new(1, 12);
                        prop_assert!(
                            all.contains(number) || all.contains(number + slack) || all.contains(number - slack),
                            "{text} at {x}, {y}: {number} outside {all:?}"
                        );
                    }
                }
            }
        }

        #[test]
        fn growth_attains_both_ends(level in 1i64..1_000_000, growth in 1i64..500) {
            let (x, g) = (
                count(&level.to_string(), 4, Qualifier::Exact),
                percent(&growth.to_string(), Qualifier::Exact, Kind::GrowthRate),
            );
            let all = Formula::parse("x - x / (1 + g / 100)").unwrap().evaluate(&[x, g]);
            let at = |x: Decimal, g: Decimal| x - x / (Decimal::ONE + g / Decimal::ONE_HUNDRED);
            let ends = [at(x.low.finite().unwrap(), g.low.finite().unwrap()), at(x.high.finite().unwrap(), g.high.finite().unwrap())];
            let tiny = Decimal::new(1, 9);
            prop_assert!((all.low.finite().unwrap() - ends[0]).abs() < tiny);
            prop_assert!((all.high.finite().unwrap() - ends[1]).abs() < tiny);
        }
    }

    fn exact(text: &str, a: Decimal, b: Decimal) -> Option<Decimal> {
        let hundred = Decimal::ONE_HUNDRED;
        match text {
            "a - a / (1 + b / 100)" => a.checked_sub(a.checked_div(Decimal::ONE + b / hundred)?),
            "(a - b) / a * 100" => (a - b).checked_div(a)?.checked_mul(hundred),
            "(a / b - 1) * 100" => (a.checked_div(b)? - Decimal::ONE).checked_mul(hundred),
            "a * b - a" => a.checked_mul(b)?.checked_sub(a),
            _ => a.checked_div(a + b),
        }
    }
}
