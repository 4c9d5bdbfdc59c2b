//! TeX's formulas as trees, by way of MathML Core: `math-core` reads the TeX, and each element
//! that it writes is a part of the tree.

use std::ops::Range;
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use regex::Regex;
use roxmltree::{Document, Node};

use super::chemistry;
use crate::model::formula::{Cell, Formula, Math, Place};

/// Formulas of more bytes are shown as typed: no writer's has as many, and an attack's may.
const MOST_BYTES: usize = 4_000;

/// Parts within one another beyond this many are shown as typed.
const MOST_DEPTH: usize = 40;

/// Why a formula could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where in the TeX, in bytes.
    pub range: Range<usize>,
    /// Why, as a sentence without its stop.
    pub message: String,
}

/// Commands that the reader lacks, in words that it has.
const COMMANDS: [(&str, &str); 5] = [
    ("TeX", r"\text{TeX}"),
    ("LaTeX", r"\text{LaTeX}"),
    ("KaTeX", r"\text{KaTeX}"),
    ("widetilde", r"\tilde{#1}"),
    ("substack", r"\begin{matrix}#1\end{matrix}"),
];

static READER: LazyLock<LatexToMathML> = LazyLock::new(|| {
    let macros = COMMANDS.map(|(name, means)| (name.to_owned(), means.to_owned())).to_vec();
    LatexToMathML::new(MathCoreConfig { macros, ..MathCoreConfig::default() })
        .expect("the commands are valid")
});

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\\(begin|end)\{(align|equation|gather|multline|alignat|flalign)\}").expect("a valid pattern")
});

/// Reads a formula in TeX.
pub fn read(tex: &str, place: Place) -> Result<Formula, Unread> {
    let whole = |message: &str| Unread { range: 0..tex.len(), message: message.to_owned() };
    if tex.len() > MOST_BYTES {
        return Err(whole("it has more than 4000 bytes"));
    }
    // The reader calls itself for each group within a group.
    let deepest = tex.bytes().try_fold((0_usize, 0_usize), |(depth, most), byte| match byte {
        b'{' => Some((depth + 1, most.max(depth + 1))),
        b'}' => Some((depth.saturating_sub(1), most)),
        _ => Some((depth, most)),
    });
    if deepest.is_some_and(|(_, most)| most > MOST_DEPTH) || tex.matches("\\left").count() > MOST_DEPTH {
        return Err(whole("its parts stand too deep within one another"));
    }
    let display = match place {
        Place::Line => MathDisplay::Inline,
        Place::Display => MathDisplay::Block,
    };
    let plain = chemistry::plain(tex).map_err(|(range, message)| Unread { range, message })?;
    // Which number an equation has the whole book would have to say; MathJax gives none either.
    let unnumbered = NUMBERED.replace_all(&plain.tex, r"\$1{$2*}");
    let made = READER.convert_with_local_state(&unnumbered, display).map_err(|error| {
        let typed = plain.typed(error.0.start..error.0.end);
        Unread {
            range: typed.start.min(tex.len())..typed.end.min(tex.len()),
            message: error.error_message().trim_end_matches('.').to_owned(),
        }
    })?;
    let document = Document::parse(&made.mathml).map_err(|_| whole("it cannot be set"))?;
    let root = document.root_element();
    let body = parts(root, 0).map_err(|TooDeep| whole("its parts stand too deep within one another"))?;
    Ok(Formula { tex: tex.trim().to_owned(), place, body })
}

/// The parts of a formula stand too deep within one another.
struct TooDeep;

/// The parts within an element.
fn parts(node: Node<'_, '_>, depth: usize) -> Result<Vec<Math>, TooDeep> {
    node.children().filter(Node::is_element).filter_map(|child| part(child, depth + 1).transpose()).collect()
}

/// The part at one position; an empty row where there is none.
fn at(node: Node<'_, '_>, position: usize, depth: usize) -> Result<Box<Math>, TooDeep> {
    let child = node.children().filter(Node::is_element).nth(position);
    let made = child.map(|child| part(child, depth + 1)).transpose()?.flatten();
    Ok(Box::new(made.unwrap_or(Math::Row { parts: Vec::new() })))
}

/// What an element means; none where it shows nothing.
fn part(node: Node<'_, '_>, depth: usize) -> Result<Option<Math>, TooDeep> {
    if depth > 4 * MOST_DEPTH {
        return Err(TooDeep);
    }
    // Signs that MathML has and nobody sees: function application, invisible times and separator.
    let text =
        || node.text().unwrap_or_default().replace(['\u{2061}', '\u{2062}', '\u{2063}', '\u{2064}'], "");
    let third = |position| at(node, position, depth).map(Some);
    let accent = node.attribute("accent") == Some("true") || node.attribute("accentunder") == Some("true");
    let part = match node.tag_name().name() {
        "mi" => {
            let upright = node.attribute("mathvariant") == Some("normal");
            Math::Identifier { text: text(), upright }
        }
        "mn" => Math::Number { text: text() },
        "mo" => Math::Operator { text: text(), stretchy: node.attribute("stretchy") != Some("false") },
        // Words in bold or in code have elements of their own within it.
        "mtext" => Math::Text {
            text: node.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text())).collect(),
        },
        "mspace" => return Ok(width(node).map(|width| Math::Space { width })),
        "mfrac" => Math::Fraction {
            above: at(node, 0, depth)?,
            below: at(node, 1, depth)?,
            line: !matches!(node.attribute("linethickness"), Some("0" | "0px" | "0em")),
        },
        "msqrt" => Math::Root { radicand: Box::new(Math::Row { parts: parts(node, depth)? }), index: None },
        "mroot" => Math::Root { radicand: at(node, 0, depth)?, index: third(1)? },
        "msub" => Math::Scripts { base: at(node, 0, depth)?, lower: third(1)?, upper: None },
        "msup" => Math::Scripts { base: at(node, 0, depth)?, lower: None, upper: third(1)? },
        "msubsup" => Math::Scripts { base: at(node, 0, depth)?, lower: third(1)?, upper: third(2)? },
        "munder" => Math::Limits { base: at(node, 0, depth)?, lower: third(1)?, upper: None, accent },
        "mover" => Math::Limits { base: at(node, 0, depth)?, lower: None, upper: third(1)?, accent },
        "munderover" => {
            Math::Limits { base: at(node, 0, depth)?, lower: third(1)?, upper: third(2)?, accent }
        }
        "mtable" => {
            let rows = node.children().filter(|row| row.tag_name().name() == "mtr");
            Math::Table { rows: rows.map(|row| cells(row, depth)).collect::<Result<_, _>>()? }
        }
        _ => Math::Row { parts: parts(node, depth)? },
    };
    let is_empty =
        matches!(&part, Math::Identifier { text, .. } | Math::Operator { text, .. } if text.is_empty());
    Ok((!is_empty).then_some(part))
}

fn cells(row: Node<'_, '_>, depth: usize) -> Result<Vec<Cell>, TooDeep> {
    let cells = row.children().filter(|cell| cell.tag_name().name() == "mtd");
    let cell = |cell: Node<'_, '_>| {
        let style = cell.attribute("style").unwrap_or_default();
        let align = match style {
            style if style.contains("text-align: left") => "left",
            style if style.contains("text-align: right") => "right",
            _ => "center",
        };
        Ok(Cell { align, parts: parts(cell, depth)? })
    };
    cells.map(cell).collect()
}

/// The width of a space, in thousandths of the type size.
fn width(node: Node<'_, '_>) -> Option<i32> {
    let ems: f64 = node.attribute("width")?.strip_suffix("em")?.parse().ok()?;
    Some((ems.clamp(-10.0, 10.0) * 1000.0).round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tex_becomes_a_tree() {
        let formula = read(r"\frac{a}{2}", Place::Display).unwrap();
        let [Math::Fraction { above, below, line: true }] = formula.body.as_slice() else {
            panic!("{:?}", formula.body)
        };
        assert_eq!(**above, Math::Identifier { text: "a".to_owned(), upright: false });
        assert_eq!(**below, Math::Number { text: "2".to_owned() });
    }

    #[test]
    fn commands_that_the_reader_lacks_are_given_to_it() {
        for (tex, words) in
            [(r"\LaTeX", "LaTeX"), (r"\widetilde{ab}", "a"), (r"\sum_{\substack{i<n\\ j<m}} x", "m")]
        {
            let read = read(tex, Place::Line).unwrap_or_else(|fault| panic!("{tex}: {fault:?}"));
            assert!(format!("{:?}", read.body).contains(&format!("\"{words}\"")), "{:?}", read.body);
        }
    }

    #[test]
    fn what_is_no_tex_is_named_where_it_stands() {
        for (tex, range, said) in [
            (r"a + \nix{b}", 4..8, r#"Unknown command "\nix""#),
            (r"\frac{a", 7..7, r#"Expected closing token "}", but reached end of input"#),
        ] {
            let unread = read(tex, Place::Line).unwrap_err();
            assert_eq!((unread.range, unread.message.as_str()), (range, said));
        }
    }

    #[test]
    fn no_formula_is_too_deep_to_be_refused() {
        for tex in ["{".repeat(3000), "\\left(".repeat(600), "\\sqrt".repeat(700), "x^".repeat(1900) + "x"] {
            let _ = read(&tex, Place::Line);
        }
    }
}
