//! Formulas: what TeX says, as a tree that every format can set.

use serde::Serialize;

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// The TeX as typed, without the marks around it: also what is said to those who cannot see it.
    pub tex: String,
    /// Where it stands.
    pub place: Place,
    /// What it shows.
    pub body: Vec<Math>,
}

/// Where a formula stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Among the words of a line.
    Line,
    /// On lines of its own.
    Display,
}

/// A part of a formula: what an element of MathML Core means
/// (<https://www.w3.org/TR/mathml-core/>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Math {
    /// A name or a sign, such as `x`, `sin` or `∞`.
    Identifier {
        /// The letters.
        text: String,
        /// Whether a single letter stands upright.
        upright: bool,
    },
    /// A number.
    Number {
        /// The digits.
        text: String,
    },
    /// An operator, a relation, a bracket.
    Operator {
        /// The sign or word.
        text: String,
        /// Whether it grows with what it stands beside.
        stretchy: bool,
    },
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// Room, in thousandths of the type size.
    Space {
        /// How much; below zero it draws its neighbours together.
        width: i32,
    },
    /// Parts that belong together.
    Row {
        /// The parts.
        parts: Vec<Math>,
    },
    /// One above another.
    Fraction {
        /// What stands above.
        above: Box<Math>,
        /// What stands below.
        below: Box<Math>,
        /// Whether a line divides them; binomials have none.
        line: bool,
    },
    /// A root.
    Root {
        /// What is under it.
        radicand: Box<Math>,
        /// Which one, where it is not the square root.
        index: Option<Box<Math>>,
    },
    /// Something with others at its corners.
    Scripts {
        /// What they stand at.
        base: Box<Math>,
        /// Below to the right.
        lower: Option<Box<Math>>,
        /// Above to the right.
        upper: Option<Box<Math>>,
    },
    /// Something with others below and above.
    Limits {
        /// What they stand at.
        base: Box<Math>,
        /// Below.
        lower: Option<Box<Math>>,
        /// Above.
        upper: Option<Box<Math>>,
        /// Whether an accent is meant, such as a hat.
        accent: bool,
    },
    /// Rows of cells.
    Table {
        /// The rows.
        rows: Vec<Vec<Cell>>,
    },
}

/// A cell of a table in a formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// How it stands in its column: `left`, `right` or `center`.
    pub align: &'static str,
    /// What it holds.
    pub parts: Vec<Math>,
}

impl Math {
    /// Calls `each` with every text of this part.
    pub fn texts<'m>(&'m self, each: &mut dyn FnMut(&'m str)) {
        let all = |parts: &'m [Math], each: &mut dyn FnMut(&'m str)| {
            parts.iter().for_each(|part| part.texts(each));
        };
        match self {
            Self::Identifier { text, .. }
            | Self::Number { text }
            | Self::Operator { text, .. }
            | Self::Text { text } => each(text),
            Self::Space { .. } => {}
            Self::Row { parts } => all(parts, each),
            Self::Fraction { above, below, .. } => {
                above.texts(each);
                below.texts(each);
            }
            Self::Root { radicand, index } => {
                radicand.texts(each);
                index.iter().for_each(|index| index.texts(each));
            }
            Self::Scripts { base, lower, upper } | Self::Limits { base, lower, upper, .. } => {
                base.texts(each);
                lower.iter().chain(upper).for_each(|script| script.texts(each));
            }
            Self::Table { rows } => rows.iter().flatten().for_each(|cell| all(&cell.parts, each)),
        }
    }
}
