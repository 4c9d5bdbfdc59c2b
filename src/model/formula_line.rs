//! Formulas in a line of text, for headings that become entries, bookmarks and running heads: `x̄`, `1/2`, `√(a + b)`.

use super::formula::{Formula, Math};

/// Signs between blanks.
const SPACED: &str = "=≠<>≤≥≈≡→⇒⇔↔∈∉⊂⊆+±×·÷";

impl Formula {
    /// What it shows, in a line of text.
    pub fn line(&self) -> String {
        let mut out = String::new();
        all(&self.body, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn all(parts: &[Math], out: &mut String) {
    parts.iter().for_each(|part| write(part, out));
}

fn write(part: &Math, out: &mut String) {
    match part {
        Math::Identifier { text, .. } | Math::Number { text } => out.push_str(text),
        Math::Text { text } => out.push_str(text),
        Math::Operator { text, .. } if text.chars().count() == 1 && SPACED.contains(text.as_str()) => {
            out.push_str(&format!(" {text} "));
        }
        // What is only heard, such as the sign that a function is applied.
        Math::Operator { text, .. } => {
            out.extend(text.chars().filter(|c| !('\u{2061}'..='\u{2064}').contains(c)))
        }
        Math::Space { width } => out.push_str(if *width > 100 { " " } else { "" }),
        Math::Row { parts } => all(parts, out),
        Math::Fraction { above, below, line } => {
            grouped(above, out);
            out.push_str(if *line { "/" } else { " over " });
            grouped(below, out);
        }
        Math::Root { radicand, index } => {
            match index.as_deref().map(text_of).as_deref() {
                None => out.push('√'),
                Some("3") => out.push('∛'),
                Some("4") => out.push('∜'),
                Some(index) => out.push_str(&format!("{index}√")),
            }
            grouped(radicand, out);
        }
        Math::Scripts { base, lower, upper } => scripts((base, lower.as_deref(), upper.as_deref()), out),
        Math::Limits { base, lower: None, upper: Some(upper), accent: true } => {
            let (base, accent) = (text_of(base), text_of(upper));
            match combining(&accent).filter(|_| base.chars().count() == 1) {
                Some(accent) => out.extend(base.chars().chain([accent])),
                None => out.push_str(&base),
            }
        }
        Math::Limits { base, lower, upper, .. } => scripts((base, lower.as_deref(), upper.as_deref()), out),
        Math::Table { rows } => {
            for (at, row) in rows.iter().enumerate() {
                out.push_str(if at > 0 { "; " } else { "" });
                for (at, cell) in row.iter().enumerate() {
                    out.push_str(if at > 0 { " " } else { "" });
                    all(&cell.parts, out);
                }
            }
        }
    }
}

fn scripts((base, lower, upper): (&Math, Option<&Math>, Option<&Math>), out: &mut String) {
    write(base, out);
    for (script, mark, digits) in [(lower, '_', "₀₁₂₃₄₅₆₇₈₉"), (upper, '^', "⁰¹²³⁴⁵⁶⁷⁸⁹")]
    {
        let Some(script) = script else { continue };
        let text = text_of(script);
        let small: Option<String> =
            text.chars().map(|c| digits.chars().nth(usize::try_from(c.to_digit(10)?).ok()?)).collect();
        match small.filter(|small| !small.is_empty()) {
            Some(small) => out.push_str(&small),
            None => {
                out.push(mark);
                grouped(script, out);
            }
        }
    }
}

/// A part, in brackets where it is more than one name or number.
fn grouped(part: &Math, out: &mut String) {
    let text = text_of(part);
    if text.chars().all(char::is_alphanumeric) {
        out.push_str(&text);
    } else {
        out.push_str(&format!("({text})"));
    }
}

fn text_of(part: &Math) -> String {
    let mut text = String::new();
    write(part, &mut text);
    text.trim().to_owned()
}

/// The character that puts an accent over the letter before it.
fn combining(accent: &str) -> Option<char> {
    Some(match accent.chars().next()? {
        '^' | 'ˆ' | '\u{302}' => '\u{302}',
        '¯' | '‾' | 'ˉ' | '\u{304}' | '\u{305}' => '\u{304}',
        '~' | '˜' | '\u{303}' => '\u{303}',
        '˙' | '\u{307}' => '\u{307}',
        '¨' | '\u{308}' => '\u{308}',
        '→' | '⃗' => '\u{20d7}',
        'ˇ' | '\u{30c}' => '\u{30c}',
        _ => return None,
    })
}
