//! Chemistry in formulas, as the LaTeX package mhchem has it (`\ce{…}`, and `\pu{…}` for quantities), put into
//! plain TeX: <https://mhchem.github.io/MathJax-mhchem/>. What is not read here stays as typed.

use std::ops::Range;

/// The commands, and what reads what stands in their braces.
const COMMANDS: [(&str, Read); 2] = [("\\ce", reaction), ("\\pu", quantity)];
type Read = fn(&str) -> Result<String, char>;

/// How deep groups may stand within one another.
const DEEPEST: usize = 8;

/// Arrows as they are typed, the longer first, and in TeX.
const ARROWS: [(&str, &str); 12] = [
    ("<=>>", r"\xrightleftharpoons"),
    ("<<=>", r"\xrightleftharpoons"),
    ("<-->", r"\xtofrom"),
    ("<=>", r"\xrightleftharpoons"),
    ("<->", r"\xleftrightarrow"),
    ("->", r"\xrightarrow"),
    ("<-", r"\xleftarrow"),
    ("\u{2192}", r"\xrightarrow"),
    ("\u{2190}", r"\xleftarrow"),
    ("\u{2194}", r"\xleftrightarrow"),
    ("\u{21cc}", r"\xrightleftharpoons"),
    ("\u{27f6}", r"\xrightarrow"),
];
/// States of matter.
const STATES: [&str; 8] = ["aq", "s", "l", "g", "cr", "am", "sln", "ads"];
/// Bonds by the names that `\bond{…}` has, as words: signs of mathematics have room around them.
const BONDS: [(&str, &str); 11] = [
    ("-", "\u{2013}"),
    ("1", "\u{2013}"),
    ("=", "="),
    ("2", "="),
    ("#", "\u{2261}"),
    ("3", "\u{2261}"),
    ("~", "\u{223c}"),
    ("...", "\u{22ef}"),
    ("....", "\u{22ef}"),
    ("->", "\u{2192}"),
    ("<-", "\u{2190}"),
];

/// A formula without chemistry, and what each part of it was before.
pub struct Plain {
    /// The TeX.
    pub tex: String,
    /// The ranges that commands had, and those that they have now, in bytes.
    moved: Vec<(Range<usize>, Range<usize>)>,
}

impl Plain {
    /// Where something of the TeX is in what was typed: a command as a whole.
    pub fn typed(&self, at: Range<usize>) -> Range<usize> {
        let (mut shift, mut found) = (0_isize, None::<Range<usize>>);
        for (typed, made) in &self.moved {
            if at.start < made.end && at.end > made.start {
                let around = found.unwrap_or(typed.clone());
                found = Some(around.start.min(typed.start)..around.end.max(typed.end));
            }
            if made.end <= at.start {
                shift = typed.end as isize - made.end as isize;
            }
        }
        let move_by = |it: usize| it.saturating_add_signed(shift);
        found.unwrap_or(move_by(at.start)..move_by(at.end))
    }
}

/// Puts the chemistry of a formula into plain TeX; the error is where and what is not read.
pub fn plain(tex: &str) -> Result<Plain, (Range<usize>, String)> {
    let mut plain = Plain { tex: String::with_capacity(tex.len()), moved: Vec::new() };
    let mut from = 0;
    while let Some((at, name, read)) = next(tex, from) {
        let Some(length) = group(&tex[at + name.len()..]) else { break };
        let (open, end) = (at + name.len() + 1, at + name.len() + length);
        plain.tex.push_str(&tex[from..at]);
        let made = read(&tex[open..end - 1])
            .map_err(|sign| (at..end, format!("`{name}` has a `{sign}` that is not read there")))?;
        let start = plain.tex.len();
        plain.tex.push_str(&format!("{{{made}}}"));
        plain.moved.push((at..end, start..plain.tex.len()));
        from = end;
    }
    plain.tex.push_str(&tex[from..]);
    Ok(plain)
}

/// The next command with braces behind it.
fn next(tex: &str, from: usize) -> Option<(usize, &'static str, Read)> {
    let rest = tex.get(from..)?;
    let found = COMMANDS.iter().filter_map(|(name, read)| {
        let mark = format!("{name}{{");
        rest.match_indices(mark.as_str())
            // A backslash before it makes it a new line and letters.
            .find(|(at, _)| rest[..*at].chars().rev().take_while(|c| *c == '\\').count() % 2 == 0)
            .map(|(at, _)| (from + at, *name, *read))
    });
    found.min_by_key(|(at, ..)| *at)
}

/// How many bytes the group takes that a text begins with, its braces included.
fn group(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => {}
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at + character.len_utf8());
        }
        escaped = character == '\\' && !escaped;
    }
    None
}

fn reaction(source: &str) -> Result<String, char> {
    Reader {
        rest: source,
        out: String::new(),
        last: Last::Start,
        spaced: false,
        scripts: String::new(),
        depth: 0,
    }
    .read()
}

/// What stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing of a substance: numbers here are amounts.
    Start,
    /// An amount.
    Amount,
    /// An opening bracket.
    Open,
    /// A part of a substance: numbers behind it stand below the line.
    Atom,
}

struct Reader<'s> {
    rest: &'s str,
    out: String,
    last: Last,
    /// Whether white space stands before.
    spaced: bool,
    /// What stands at the last part already: `^`, `_`.
    scripts: String,
    depth: usize,
}

impl<'s> Reader<'s> {
    fn read(mut self) -> Result<String, char> {
        while let Some(next) = self.rest.chars().next() {
            self.part(next)?;
        }
        Ok(self.out)
    }

    fn part(&mut self, next: char) -> Result<(), char> {
        if next.is_whitespace() {
            self.rest = self.rest.trim_start();
            self.spaced = true;
            return Ok(());
        }
        if let Some((typed, tex)) = ARROWS.iter().find(|(typed, _)| self.rest.starts_with(typed)) {
            self.rest = &self.rest[typed.len()..];
            return self.arrow(tex);
        }
        if self.alone(next) {
            return Ok(());
        }
        if self.spaced && self.last == Last::Atom {
            // Substances side by side.
            self.out.push_str(r"\,");
            self.last = Last::Start;
        }
        self.spaced = false;
        match next {
            '0'..='9' => self.number(),
            '^' | '_' => self.script(next)?,
            '$' => self.mathematics()?,
            '\\' => self.command()?,
            '{' => {
                let inside = self.braces('{')?;
                let inside = self.nested(inside)?;
                self.push(&format!("{{{inside}}}"), Last::Atom);
            }
            '(' | '[' => self.bracket(next),
            ')' | ']' => self.take(next, &next.to_string(), Last::Atom),
            '+' | '-' | '\u{2212}' => self.sign(next),
            '=' | '#' => {
                self.rest = &self.rest[1..];
                self.bond(&next.to_string())?;
            }
            '*' | '.' | '\u{b7}' => self.take(next, r"{\cdot}", Last::Start),
            ',' | ';' | ':' | '/' | '!' | '\'' | '|' => self.take(next, &next.to_string(), Last::Start),
            _ if next.is_alphabetic() => self.letters(),
            _ => return Err(next),
        }
        Ok(())
    }

    fn push(&mut self, tex: &str, last: Last) {
        self.out.push_str(tex);
        self.last = last;
        self.scripts.clear();
    }

    /// Puts something above or below the line, at what stands before.
    fn attach(&mut self, mark: char, tex: &str) {
        // Isotopes have theirs before them; a second one of a kind stands behind the first.
        if self.last != Last::Atom || self.scripts.contains(mark) {
            self.push("{}", Last::Atom);
        }
        self.out.push_str(&format!("{mark}{{{tex}}}"));
        self.scripts.push(mark);
    }

    fn take(&mut self, sign: char, tex: &str, last: Last) {
        self.rest = &self.rest[sign.len_utf8()..];
        self.push(tex, last);
    }

    fn nested(&self, source: &str) -> Result<String, char> {
        if self.depth >= DEEPEST {
            return Err('{');
        }
        let (out, scripts, depth) = (String::new(), String::new(), self.depth + 1);
        Reader { rest: source, out, last: Last::Start, spaced: false, scripts, depth }.read()
    }

    /// What a pair of brackets holds that comes next.
    fn braces(&mut self, open: char) -> Result<&'s str, char> {
        let end = match open {
            _ if !self.rest.starts_with(open) => None,
            '{' => group(self.rest),
            _ => self.rest.find(']').map(|at| at + 1),
        };
        let end = end.ok_or(open)?;
        let inside = &self.rest[1..end - 1];
        self.rest = &self.rest[end..];
        Ok(inside)
    }

    /// An arrow, with what stands above and below it.
    fn arrow(&mut self, tex: &str) -> Result<(), char> {
        let (mut above, mut below) = (String::new(), String::new());
        for words in [&mut above, &mut below] {
            if self.rest.starts_with('[') {
                let inside = self.braces('[')?;
                *words = self.nested(inside)?;
            }
        }
        let below = if below.is_empty() { String::new() } else { format!("[{{{below}}}]") };
        // Arrows are not shorter than two letters.
        let above = if above.is_empty() && below.is_empty() { r"\quad".to_owned() } else { above };
        self.push(&format!(r"\;{tex}{below}{{\;{above}\;}}\;"), Last::Start);
        self.spaced = false;
        Ok(())
    }

    /// Signs with white space on both sides: `+`, `^` for a gas, `v` for what falls out.
    fn alone(&mut self, sign: char) -> bool {
        let ends = self.rest.chars().nth(1).is_none_or(char::is_whitespace);
        let tex = match sign {
            '+' => "+",
            '-' => "-",
            '=' => "=",
            '^' => r"\uparrow ",
            'v' => r"\downarrow ",
            '*' | '.' => r"\cdot ",
            _ => return false,
        };
        if !(self.spaced && ends) {
            return false;
        }
        let last = if matches!(sign, '^' | 'v') { Last::Atom } else { Last::Start };
        if last == Last::Atom {
            self.out.push_str(r"\,");
        }
        self.take(sign, tex, last);
        self.spaced = false;
        true
    }

    fn number(&mut self) {
        let digits = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        if self.last == Last::Atom {
            let (number, rest) = self.rest.split_at(digits);
            self.rest = rest;
            return self.attach('_', number);
        }
        let part = |from: usize, mark: char| {
            let rest = self.rest[from..].strip_prefix(mark)?;
            let more = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            (more > 0).then_some(from + 1 + more)
        };
        let (tex, end) = if let Some(end) = part(digits, '/') {
            (format!(r"\tfrac{{{}}}{{{}}}", &self.rest[..digits], &self.rest[digits + 1..end]), end)
        } else {
            let end = part(digits, '.').unwrap_or(digits);
            (self.rest[..end].to_owned(), end)
        };
        self.rest = &self.rest[end..];
        let space = if self.last == Last::Open { "" } else { r"\," };
        self.push(&format!("{tex}{space}"), Last::Amount);
    }

    fn letters(&mut self) {
        let end = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
        let letters = &self.rest[..end];
        self.rest = &self.rest[end..];
        // One small letter is an amount that is not known.
        let unknown = letters.len() == 1
            && letters.starts_with(|c: char| c.is_ascii_lowercase())
            && self.rest.starts_with(char::is_whitespace);
        if unknown && matches!(self.last, Last::Start | Last::Amount) {
            return self.push(&format!(r"{letters}\,"), Last::Amount);
        }
        self.push(&format!(r"\text{{{letters}}}"), Last::Atom);
    }

    /// What stands above or below the line.
    fn script(&mut self, mark: char) -> Result<(), char> {
        self.rest = &self.rest[1..];
        let content = if self.rest.starts_with('{') {
            self.braces('{')?
        } else {
            let digits = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
            let sign = self.rest[digits..]
                .chars()
                .next()
                .filter(|c| mark == '^' && matches!(c, '+' | '-' | '.' | '*'));
            let end = digits + sign.map_or(0, char::len_utf8);
            let end = if end == 0 { self.rest.chars().next().ok_or(mark)?.len_utf8() } else { end };
            let (content, rest) = self.rest.split_at(end);
            self.rest = rest;
            content
        };
        let tex = scripted(content)?;
        self.attach(mark, &tex);
        Ok(())
    }

    fn mathematics(&mut self) -> Result<(), char> {
        let (inside, rest) = self.rest[1..].split_once('$').ok_or('$')?;
        self.rest = rest;
        self.push(&format!("{{{inside}}}"), Last::Atom);
        Ok(())
    }

    /// A command of TeX, as it is.
    fn command(&mut self) -> Result<(), char> {
        let name = self.rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len() - 1);
        if name == 0 {
            let space = self.rest[1..].chars().next().filter(|c| matches!(c, ',' | ';' | ':' | ' ' | '!'));
            space.ok_or('\\')?;
            let (tex, rest) = self.rest.split_at(2);
            self.rest = rest;
            self.push(tex, Last::Start);
            return Ok(());
        }
        let (command, rest) = self.rest.split_at(1 + name);
        self.rest = rest;
        if command == r"\bond" {
            let bond = self.braces('{')?;
            return self.bond(bond);
        }
        if matches!(command, r"\begin" | r"\end" | r"\ce" | r"\pu") {
            return Err('\\');
        }
        let mut tex = format!("{command} ");
        while self.rest.starts_with('{') {
            tex.push_str(&format!("{{{}}}", self.braces('{')?));
        }
        self.push(&tex, Last::Atom);
        Ok(())
    }

    fn bond(&mut self, name: &str) -> Result<(), char> {
        let (_, sign) = BONDS.iter().find(|(typed, _)| *typed == name).ok_or('\\')?;
        self.push(&format!(r"\text{{{sign}}}"), Last::Start);
        Ok(())
    }

    fn bracket(&mut self, open: char) {
        let state = self.rest[1..].split_once(')').filter(|(state, _)| open == '(' && STATES.contains(state));
        match state {
            Some((state, rest)) => {
                self.push(&format!(r"\,(\text{{{state}}})"), Last::Atom);
                self.rest = rest;
            }
            None => self.take(open, &open.to_string(), Last::Open),
        }
    }

    /// A plus or a minus within a substance or behind it.
    fn sign(&mut self, sign: char) {
        let after = self.rest.chars().nth(1);
        let ends =
            after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | ']' | ',' | ';' | '}' | '^' | '['));
        let tex = if sign == '+' { "+" } else { "-" };
        if self.last == Last::Atom && (ends || (sign == '+' && after == Some('+'))) {
            self.rest = &self.rest[sign.len_utf8()..];
            self.attach('^', tex);
        } else if self.last == Last::Atom && sign != '+' {
            self.take(sign, "\\text{\u{2013}}", Last::Start);
        } else {
            self.take(sign, tex, Last::Start);
        }
    }
}

/// What stands above or below the line: charges, numbers of oxidation, unpaired electrons.
fn scripted(content: &str) -> Result<String, char> {
    let mut tex = String::new();
    let mut rest = content;
    while let Some(next) = rest.chars().next() {
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let end = match next {
            '$' => {
                let (inside, _) = rest[1..].split_once('$').ok_or('$')?;
                tex.push_str(inside);
                inside.len() + 2
            }
            '\\' => {
                tex.push_str(rest);
                rest.len()
            }
            '.' | '\u{2022}' => {
                tex.push_str(r"\bullet ");
                next.len_utf8()
            }
            '\u{2212}' => {
                tex.push('-');
                next.len_utf8()
            }
            '0'..='9' | '+' | '-' | '*' | ',' | '/' | '(' | ')' | '=' | ' ' => {
                tex.push(next);
                1
            }
            _ if letters == 1 && next.is_lowercase() => {
                tex.push(next);
                next.len_utf8()
            }
            _ if letters > 0 => {
                tex.push_str(&format!(r"\text{{{}}}", &rest[..letters]));
                letters
            }
            _ => return Err(next),
        };
        rest = &rest[end..];
    }
    Ok(tex)
}

/// A number and its unit.
fn quantity(source: &str) -> Result<String, char> {
    let source = source.trim();
    let number = source.find(|c: char| !(c.is_ascii_digit() || "+-.,".contains(c))).unwrap_or(source.len());
    let (digits, mut rest) = source.split_at(number);
    let mut tex = digits.replace(',', "{,}");
    let power = rest.strip_prefix(['e', 'E']).and_then(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || "+-".contains(c))).unwrap_or(rest.len());
        (number > 0 && end > 0 && rest[..end].ends_with(|c: char| c.is_ascii_digit()))
            .then(|| rest.split_at(end))
    });
    if let Some((power, after)) = power {
        tex.push_str(&format!(r"\cdot 10^{{{power}}}"));
        rest = after;
    } else if let Some(power) = rest.strip_prefix('^').filter(|_| number > 0) {
        let end = power.find(|c: char| !(c.is_ascii_digit() || "+-".contains(c))).unwrap_or(power.len());
        tex.push_str(&format!("^{{{}}}", &power[..end]));
        rest = &power[end..];
    }
    let rest = rest.trim();
    if !tex.is_empty() && !rest.is_empty() {
        tex.push_str(r"\,");
    }
    let units = match rest.split_once("//") {
        Some((above, below)) => format!(r"\frac{{{}}}{{{}}}", unit(above)?, unit(below)?),
        None => unit(rest)?,
    };
    Ok(tex + &units)
}

fn unit(source: &str) -> Result<String, char> {
    let mut tex = String::new();
    let mut rest = source.trim();
    let mut letters = false;
    while let Some(next) = rest.chars().next() {
        let run = |of: fn(char) -> bool| rest.find(|c: char| !of(c)).unwrap_or(rest.len());
        let is_letter = |c: char| c.is_alphabetic() || matches!(c, '\u{b0}' | '%' | '\u{2126}');
        let end = if is_letter(next) {
            let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
            tex.push_str(&format!(r"\text{{{}}}", rest[..end].replace('%', r"\%")));
            end
        } else if letters && (next.is_ascii_digit() || matches!(next, '-' | '+' | '^')) {
            let raised = rest.strip_prefix('^').unwrap_or(rest);
            let before = rest.len() - raised.len();
            let (power, taken) = match raised.strip_prefix('{').and_then(|it| it.split_once('}')) {
                Some((power, _)) => (power, power.len() + 2),
                None => {
                    let end = raised
                        .find(|c: char| !(c.is_ascii_digit() || "+-".contains(c)))
                        .unwrap_or(raised.len());
                    (&raised[..end], end)
                }
            };
            if !power.ends_with(|c: char| c.is_ascii_digit()) {
                return Err(next);
            }
            tex.push_str(&format!("^{{{power}}}"));
            before + taken
        } else {
            match next {
                ' ' => tex.push_str(r"\,"),
                '*' | '.' | '\u{b7}' => tex.push_str(r"\cdot "),
                '/' => tex.push_str(r"\text{/}"),
                '(' | ')' => tex.push(next),
                '1' => tex.push('1'),
                '\\' => {
                    let end =
                        1 + rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - 1);
                    let name = &rest[..end];
                    tex.push_str(match name {
                        r"\degree" | r"\celsius" => r"\text{°}",
                        r"\mu" | r"\micro" => r"\text{µ}",
                        r"\Omega" | r"\ohm" => r"\Omega ",
                        r"\percent" => r"\%",
                        _ => return Err('\\'),
                    });
                    rest = rest[end..].trim_start();
                    letters = true;
                    continue;
                }
                _ => return Err(next),
            }
            run(|c| c == ' ').max(next.len_utf8())
        };
        letters = is_letter(next);
        rest = &rest[end..];
    }
    Ok(tex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chemistry_becomes_tex() {
        for (typed, tex) in [
            ("H2O", r"\text{H}_{2}\text{O}"),
            ("2 H2O", r"2\,\text{H}_{2}\text{O}"),
            ("1/2H2O", r"\tfrac{1}{2}\,\text{H}_{2}\text{O}"),
            ("CrO4^2-", r"\text{CrO}_{4}^{2-}"),
            ("[AgCl2]-", r"[\text{AgCl}_{2}]^{-}"),
            ("Na+", r"\text{Na}^{+}"),
            ("^{227}_{90}Th+", r"{}^{227}_{90}\text{Th}^{+}"),
            ("^14C", r"{}^{14}\text{C}"),
            ("H2(aq)", r"\text{H}_{2}\,(\text{aq})"),
            ("CO3^{2-}_{(aq)}", r"\text{CO}_{3}^{2-}{}_{(\text{aq})}"),
            ("C6H5-CHO", "\\text{C}_{6}\\text{H}_{5}\\text{\u{2013}}\\text{CHO}"),
            ("A=B#C", "\\text{A}\\text{=}\\text{B}\\text{\u{2261}}\\text{C}"),
            ("CuSO4.5H2O", r"\text{CuSO}_{4}{\cdot}5\,\text{H}_{2}\text{O}"),
            ("Fe^{II}Fe^{III}2O4", r"\text{Fe}^{\text{II}}\text{Fe}^{\text{III}}_{2}\text{O}_{4}"),
            ("OCO^{.-}", r"\text{OCO}^{\bullet -}"),
            ("n H2O + e-", r"n\,\text{H}_{2}\text{O}+\text{e}^{-}"),
            ("A -> B", r"\text{A}\;\xrightarrow{\;\quad\;}\;\text{B}"),
            ("A ->[H+][low] B", r"\text{A}\;\xrightarrow[{\text{low}}]{\;\text{H}^{+}\;}\;\text{B}"),
            ("A <=> B ^", r"\text{A}\;\xrightleftharpoons{\;\quad\;}\;\text{B}\,\uparrow "),
            ("BaSO4 v", r"\text{BaSO}_{4}\,\downarrow "),
        ] {
            assert_eq!(reaction(typed).as_deref(), Ok(tex), "{typed}");
        }
        for (typed, sign) in [("A @ B", '@'), (r"\begin{x}", '\\'), ("A$x", '$'), ("A ->[x", '[')] {
            assert_eq!(reaction(typed), Err(sign), "{typed}");
        }
    }

    #[test]
    fn quantities_become_tex() {
        for (typed, tex) in [
            ("123 kJ/mol", r"123\,\text{kJ}\text{/}\text{mol}"),
            ("1.2e3 kJ mol-1", r"1.2\cdot 10^{3}\,\text{kJ}\,\text{mol}^{-1}"),
            ("25 °C", r"25\,\text{°C}"),
            ("kJ//mol", r"\frac{\text{kJ}}{\text{mol}}"),
            ("10^3 m^2", r"10^{3}\,\text{m}^{2}"),
            (r"5 \mu m", r"5\,\text{µ}\text{m}"),
        ] {
            assert_eq!(quantity(typed).as_deref(), Ok(tex), "{typed}");
        }
        assert_eq!(quantity("5 _"), Err('_'));
    }

    #[test]
    fn places_in_what_was_typed_are_found() {
        let made = plain(r"a + \ce{H2O} + b \ce").unwrap();
        assert_eq!(made.tex, r"a + {\text{H}_{2}\text{O}} + b \ce");
        let of = |part: &str| made.tex.find(part).map(|at| made.typed(at..at + part.len())).unwrap();
        assert_eq!((of("a"), of("_"), of("b")), (0..1, 4..12, 15..16));
        assert_eq!(plain(r"x \\ce{1").unwrap().tex, r"x \\ce{1");
        let (range, said) = plain(r"x \ce{A @}").map(|it| it.tex).unwrap_err();
        assert_eq!((range, said.as_str()), (2..10, r"`\ce` has a `@` that is not read there"));
    }

    #[test]
    fn nothing_that_is_typed_ends_the_reader() {
        for part in ["{", "}", "[", "->[", "^", "_", "\\", "$", "(", "é", "^{", "1/", "//", "e", "\\bond{"] {
            for typed in [part.repeat(40), format!("A{part}"), format!("{part}2"), format!(" {part} ")] {
                let _ = reaction(&typed);
                let _ = quantity(&typed);
                let _ = plain(&format!("\\ce{{{typed}}} \\pu{{{typed}}}"));
            }
        }
    }
}
