//! On which pages of a PDF something is wrong, as far as that can be found: page_validation names
//! a rule once, and seldom a page.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{PLACES, Place, words};
use crate::pdf::entry;

/// The most objects that are looked at for one rule.
const BUDGET: usize = 1_000_000;

/// How deep drawings within drawings are followed.
const DEPTH: usize = 8;

/// The pages of a document.
pub struct Pages<'a> {
    document: &'a Document,
    numbers: BTreeMap<ObjectId, usize>,
}

/// How often something was found, and where.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub count: Option<usize>,
    pub places: Vec<Place>,
}

impl Found {
    /// So many, on these pages.
    pub fn new(count: usize, pages: BTreeSet<usize>) -> Self {
        let places = pages.into_iter().take(PLACES).map(Place::Page).collect();
        Self { count: (count > 0).then_some(count), places }
    }
}

impl<'a> Pages<'a> {
    /// Counts the pages of a document.
    pub fn of(document: &'a Document) -> Self {
        let numbers = document.page_iter().take(BUDGET).zip(1..).collect();
        Self { document, numbers }
    }

    /// The document whose pages they are.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// Each page with its number.
    pub fn each(&self) -> impl Iterator<Item = (ObjectId, usize)> + '_ {
        self.numbers.iter().map(|(id, number)| (*id, *number))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Where a rule is broken, of which page_validation says this.
    pub fn of_failure(&self, rule: &str, message: &str) -> Found {
        match words::parts(rule).map_or("", |(_, clause)| clause) {
            "7.3:1" => self.undescribed(b"Figure"),
            "7.7:1" => self.undescribed(b"Formula"),
            "7.21.4.1:1" | "6.2.11.4.1:1" | "6.3.4:1" => self.without_program(),
            _ => Found {
                count: None,
                places: said(message, self.count()).map(Place::Page).into_iter().collect(),
            },
        }
    }

    fn look_up(&self, object: &'a Object) -> Option<&'a Object> {
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    fn entry(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        entry(self.document, dictionary, key)
    }

    /// The elements of a standard type with neither an alternative text nor a replacement.
    fn undescribed(&self, kind: &[u8]) -> Found {
        let root = self.document.catalog().ok().and_then(|catalog| self.entry(catalog, b"StructTreeRoot"));
        let Some(Object::Dictionary(root)) = root else { return Found::default() };
        let roles = self.entry(root, b"RoleMap").and_then(|roles| roles.as_dict().ok());
        let (mut count, mut pages) = (0, BTreeSet::new());
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&Object> = root.get(b"K").ok().into_iter().collect();
        let mut budget = BUDGET;
        while let Some(object) = waiting.pop().filter(|_| budget > 0) {
            budget -= 1;
            if object.as_reference().is_ok_and(|id| !seen.insert(id)) {
                continue;
            }
            match self.look_up(object) {
                Some(Object::Array(kids)) => waiting.extend(kids.iter().take(budget)),
                Some(Object::Dictionary(element)) => {
                    waiting.extend(element.get(b"K").ok());
                    let name = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
                    if self.standard(roles, name) == kind && !self.is_described(element) {
                        count += 1;
                        pages.extend(self.page_of(element));
                    }
                }
                _ => {}
            }
        }
        Found::new(count, pages)
    }

    /// The standard type that a type stands for (ISO 32000-1, 14.7.3).
    fn standard(&self, roles: Option<&'a Dictionary>, name: &'a [u8]) -> &'a [u8] {
        let mut name = name;
        for _ in 0..DEPTH {
            let next = roles.and_then(|roles| self.entry(roles, name)).and_then(|name| name.as_name().ok());
            match next {
                Some(next) => name = next,
                None => break,
            }
        }
        name
    }

    fn is_described(&self, element: &'a Dictionary) -> bool {
        let text = |key: &[u8]| self.entry(element, key).and_then(|text| text.as_str().ok());
        text(b"Alt").is_some_and(|text| !text.is_empty()) || text(b"ActualText").is_some()
    }

    /// The page of an element: its own, else that of the first thing in it.
    fn page_of(&self, element: &'a Dictionary) -> Option<usize> {
        let of = |dictionary: &Dictionary| {
            let id = dictionary.get(b"Pg").ok()?.as_reference().ok()?;
            self.numbers.get(&id).copied()
        };
        let kids = |kids: &'a Object| match self.look_up(kids) {
            Some(Object::Array(kids)) => kids.iter().take(DEPTH).collect(),
            Some(_) => vec![kids],
            None => Vec::new(),
        };
        of(element).or_else(|| {
            let kids = kids(element.get(b"K").ok()?);
            kids.into_iter().find_map(|kid| of(self.look_up(kid)?.as_dict().ok()?))
        })
    }

    /// The fonts whose programs are not in the file.
    pub fn without_program(&self) -> Found {
        let (mut fonts, mut pages) = (BTreeSet::new(), BTreeSet::new());
        let mut budget = BUDGET;
        for (id, number) in &self.numbers {
            let mut seen = BTreeSet::new();
            let mut waiting: Vec<(&Dictionary, usize)> = Vec::new();
            waiting.extend(self.resources(*id).map(|resources| (resources, 0)));
            while let Some((resources, depth)) = waiting.pop().filter(|_| budget > 0) {
                let named = |key: &[u8]| self.entry(resources, key).and_then(|all| all.as_dict().ok());
                for (name, object) in named(b"Font").into_iter().flat_map(|fonts| fonts.iter()) {
                    budget = budget.saturating_sub(1);
                    let font = self.look_up(object).and_then(|font| font.as_dict().ok());
                    if font.is_some_and(|font| !self.has_program(font)) {
                        fonts.insert(object.as_reference().map_err(|_| (*number, name.clone())));
                        pages.insert(*number);
                    }
                }
                for (_, object) in named(b"XObject").into_iter().flat_map(|drawings| drawings.iter()) {
                    budget = budget.saturating_sub(1);
                    let is_new = object.as_reference().is_ok_and(|id| seen.insert(id));
                    let Some(Object::Stream(drawing)) =
                        self.look_up(object).filter(|_| is_new && depth < DEPTH)
                    else {
                        continue;
                    };
                    let inner =
                        self.entry(&drawing.dict, b"Resources").and_then(|inner| inner.as_dict().ok());
                    waiting.extend(inner.map(|inner| (inner, depth + 1)));
                }
            }
        }
        Found::new(fonts.len(), pages)
    }

    /// The resources of a page, which may be those of the pages that it is among.
    fn resources(&self, page: ObjectId) -> Option<&'a Dictionary> {
        let mut node = self.document.get_dictionary(page).ok()?;
        for _ in 0..64 {
            if let Some(Object::Dictionary(resources)) = self.entry(node, b"Resources") {
                return Some(resources);
            }
            node = self.entry(node, b"Parent")?.as_dict().ok()?;
        }
        None
    }

    fn has_program(&self, font: &'a Dictionary) -> bool {
        let kind = font.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        if kind == b"Type3" {
            return true;
        }
        let inner = || {
            let Some(Object::Array(inner)) = self.entry(font, b"DescendantFonts") else { return None };
            self.look_up(inner.first()?)?.as_dict().ok()
        };
        let font = if kind == b"Type0" { inner() } else { Some(font) };
        let descriptor = font.and_then(|font| self.entry(font, b"FontDescriptor")?.as_dict().ok());
        descriptor.is_some_and(|descriptor| {
            [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.has(key))
        })
    }
}

/// The page that a message names.
fn said(message: &str, most: usize) -> Option<usize> {
    let mut words = message.split(|c: char| c.is_whitespace() || c == '/');
    words.find(|word| *word == "page")?;
    let number = words.next()?.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    (1..=most).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn a_page_is_found_in_a_message() {
        for (message, page) in [
            ("annotation 2 on page 3 lacks /Contents", Some(3)),
            ("content in page 7/XObject /x1 uses it", Some(7)),
            ("page 12 has annotations", Some(12)),
            ("page 40 has annotations", None),
            ("the page tree is broken", None),
            ("nothing", None),
        ] {
            assert_eq!(said(message, 20), page, "{message}");
        }
    }
}
