//! A formula as P/Q in one of its atoms, the others being intervals: its slope and its limits.

use super::{Expr, Interval, Op};
use crate::compare::interval::{At, Edge};
use rust_decimal::Decimal;

/// Two polynomials by rising power. Coefficients that depend on the other atoms are intervals.
pub struct Rational {
    above: Vec<Interval>,
    below: Vec<Interval>,
}

impl Rational {
    /// The formula as a function of this atom.
    pub fn of(expr: &Expr, atom: usize, atoms: &[Interval]) -> Self {
        let one = || vec![Interval::exactly(Decimal::ONE)];
        if expr.count(atom) == 0 {
            return Self { above: vec![expr.extend(atoms)], below: one() };
        }
        match expr {
            Expr::Number(_) | Expr::Atom(_) => {
                let x = vec![Interval::exactly(Decimal::ZERO), Interval::exactly(Decimal::ONE)];
                Self { above: x, below: one() }
            }
            Expr::Op(op, a, b) => {
                let (a, b) = (Self::of(a, atom, atoms), Self::of(b, atom, atoms));
                match op {
                    Op::Mul => Self { above: times(&a.above, &b.above), below: times(&a.below, &b.below) },
                    Op::Div => Self { above: times(&a.above, &b.below), below: times(&a.below, &b.above) },
                    Op::Add | Op::Sub if constant(&a.below) && constant(&b.below) && a.below == b.below => {
                        Self { above: plus(&a.above, &b.above, *op), below: a.below }
                    }
                    Op::Add | Op::Sub => Self {
                        above: plus(&times(&a.above, &b.below), &times(&b.above, &a.below), *op),
                        below: times(&a.below, &b.below),
                    },
                }
            }
        }
    }

    /// 1 where it never falls in `x`, −1 where it never rises; null where that is not settled.
    pub fn slope(&self, x: &Interval) -> Option<i8> {
        let derivative = plus(
            &times(&derived(&self.above), &self.below),
            &times(&self.above, &derived(&self.below)),
            Op::Sub,
        );
        let mut power = Interval::exactly(Decimal::ONE);
        let mut sum = Interval::exactly(Decimal::ZERO);
        for coefficient in &derivative {
            sum = sum.plus(&coefficient.times(&power));
            power = power.times(x);
        }
        let zero = At::Exactly(Decimal::ZERO);
        if sum.low.at >= zero {
            Some(1)
        } else if sum.high.at <= zero {
            Some(-1)
        } else {
            None
        }
    }

    /// The limit towards plus or minus infinity.
    pub fn limit(&self, towards: At) -> Interval {
        let (above, below) = (trimmed(&self.above), trimmed(&self.below));
        let Some(b) = below.last() else { return Interval::unknown(None) };
        let Some(a) = above.last() else { return Interval::exactly(Decimal::ZERO) };
        let mut limit = if above.len() < below.len() { Interval::exactly(Decimal::ZERO) } else { a.over(b) };
        if above.len() > below.len() {
            let falls = towards == At::Below && (above.len() - below.len()) % 2 == 1;
            limit = match limit.sign() {
                Some(sign) if (sign > 0) != falls => infinite(At::Above),
                Some(_) => infinite(At::Below),
                None => Interval::unknown(None),
            };
        }
        limit.low.open = true;
        limit.high.open = true;
        let nothing_written = above.len() < below.len();
        limit.low.natural |= nothing_written;
        limit.high.natural |= nothing_written;
        limit
    }
}

fn infinite(at: At) -> Interval {
    let edge = Edge { at, open: true, natural: false };
    Interval { value: None, low: edge, high: edge, worded: true }
}

fn constant(polynomial: &[Interval]) -> bool {
    polynomial.len() == 1
}

fn is_zero(interval: &Interval) -> bool {
    *interval == Interval::exactly(Decimal::ZERO)
}

fn trimmed(polynomial: &[Interval]) -> &[Interval] {
    let length = polynomial.iter().rposition(|c| !is_zero(c)).map_or(0, |i| i + 1);
    &polynomial[..length]
}

fn plus(a: &[Interval], b: &[Interval], op: Op) -> Vec<Interval> {
    let zero = Interval::exactly(Decimal::ZERO);
    (0..a.len().max(b.len()))
        .map(|i| {
            let (a, b) = (a.get(i).unwrap_or(&zero), b.get(i).unwrap_or(&zero));
            if op == Op::Sub { a.minus(b) } else { a.plus(b) }
        })
        .collect()
}

fn times(a: &[Interval], b: &[Interval]) -> Vec<Interval> {
    let mut product = vec![Interval::exactly(Decimal::ZERO); (a.len() + b.len()).saturating_sub(1)];
    for (i, x) in a.iter().enumerate().filter(|(_, x)| !is_zero(x)) {
        for (j, y) in b.iter().enumerate().filter(|(_, y)| !is_zero(y)) {
            product[i + j] = product[i + j].plus(&x.times(y));
        }
    }
    product
}

fn derived(polynomial: &[Interval]) -> Vec<Interval> {
    polynomial
        .iter()
        .enumerate()
        .skip(1)
        .map(|(i, c)| c.times(&Interval::exactly(Decimal::from(i))))
        .collect()
}
