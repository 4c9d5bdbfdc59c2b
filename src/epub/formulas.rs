//! Formulas as MathML, in the elements that MathML 3, which EPUB names, and MathML Core share.

use super::xhtml::Xhtml;
use crate::model::formula::{Formula, Math, Place};

/// Writes a formula.
pub fn write(xhtml: &mut Xhtml, formula: &Formula) {
    let pairs = [
        ("xmlns", Some("http://www.w3.org/1998/Math/MathML")),
        ("alttext", Some(formula.tex.as_str())),
        ("display", (formula.place == Place::Display).then_some("block")),
    ];
    xhtml.open("math", &pairs);
    formula.body.iter().for_each(|part| write_part(xhtml, part));
    xhtml.close();
}

fn write_part(xhtml: &mut Xhtml, part: &Math) {
    match part {
        Math::Identifier { text, upright } => {
            xhtml.leaf("mi", &[("mathvariant", upright.then_some("normal"))], text);
        }
        Math::Number { text } => {
            xhtml.leaf("mn", &[], text);
        }
        Math::Operator { text, stretchy } => {
            xhtml.leaf("mo", &[("stretchy", (!stretchy).then_some("false"))], text);
        }
        Math::Text { text } => {
            xhtml.leaf("mtext", &[], text);
        }
        Math::Space { width } => {
            let width = format!("{:.3}em", f64::from(*width) / 1000.0);
            xhtml.void("mspace", &[("width", Some(&width))]);
        }
        Math::Row { parts } => element(xhtml, "mrow", &[], parts.iter()),
        Math::Fraction { above, below, line } => {
            let thickness = [("linethickness", (!line).then_some("0"))];
            element(xhtml, "mfrac", &thickness, [&**above, below]);
        }
        Math::Root { radicand, index: None } => element(xhtml, "msqrt", &[], [&**radicand]),
        Math::Root { radicand, index: Some(index) } => element(xhtml, "mroot", &[], [&**radicand, index]),
        Math::Scripts { base, lower, upper } => {
            let name = match (lower, upper) {
                (Some(_), Some(_)) => "msubsup",
                (Some(_), None) => "msub",
                _ => "msup",
            };
            element(xhtml, name, &[], with_corners(base, lower, upper));
        }
        Math::Limits { base, lower, upper, accent } => {
            let (name, kind) = match (lower, upper) {
                (Some(_), Some(_)) => ("munderover", "accent"),
                (Some(_), None) => ("munder", "accentunder"),
                _ => ("mover", "accent"),
            };
            let pairs = [(kind, accent.then_some("true"))];
            element(xhtml, name, &pairs, with_corners(base, lower, upper));
        }
        Math::Table { rows } => {
            xhtml.open("mtable", &[]);
            for row in rows {
                xhtml.open("mtr", &[]);
                for cell in row {
                    let align = format!("text-align: {}", cell.align);
                    let pairs = [("columnalign", Some(cell.align)), ("style", Some(align.as_str()))];
                    element(xhtml, "mtd", &pairs, cell.parts.iter());
                }
                xhtml.close();
            }
            xhtml.close();
        }
    }
}

/// What stands somewhere, and what stands below and above it.
fn with_corners<'m>(
    base: &'m Math,
    lower: &'m Option<Box<Math>>,
    upper: &'m Option<Box<Math>>,
) -> impl Iterator<Item = &'m Math> {
    std::iter::once(base).chain(lower.as_deref()).chain(upper.as_deref())
}

fn element<'m>(
    xhtml: &mut Xhtml,
    name: &'static str,
    pairs: &[(&str, Option<&str>)],
    parts: impl IntoIterator<Item = &'m Math>,
) {
    xhtml.open(name, pairs);
    parts.into_iter().for_each(|part| write_part(xhtml, part));
    xhtml.close();
}
