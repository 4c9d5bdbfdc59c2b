//! The space in which colours that shine through one another are mixed (ISO 15930-7, 6.15).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use crate::pdf::{entry, is_name};

/// How deep drawings within drawings are followed.
const DEPTH: usize = 16;

/// Says of each page with something that shines through that its colours are mixed in inks.
pub fn name_spaces(document: &mut Document) {
    let pages: Vec<ObjectId> = document.page_iter().filter(|page| has_any(document, *page)).collect();
    for page in pages {
        if let Ok(page) = document.get_dictionary_mut(page) {
            page.set(
                "Group",
                dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => "DeviceCMYK", "I" => true },
            );
        }
    }
}

fn has_any(document: &Document, page: ObjectId) -> bool {
    let mut seen = BTreeSet::new();
    document.get_dictionary(page).is_ok_and(|page| within(document, page, &mut seen, 0))
}

/// Whether something shines through in what has these entries: a page, a form, a pattern or a font.
fn within(document: &Document, owner: &Dictionary, seen: &mut BTreeSet<ObjectId>, depth: usize) -> bool {
    let entries = |of: &'_ Dictionary, key: &[u8]| -> Vec<(Option<ObjectId>, Object)> {
        let all = entry(document, of, key).map(Object::as_dict);
        let each = all.into_iter().flatten().flatten();
        each.filter_map(|(_, one)| document.dereference(one).ok())
            .map(|(id, one)| (id, without_data(one)))
            .collect()
    };
    let Some(Object::Dictionary(resources)) = entry(document, owner, b"Resources") else { return false };
    let shines = |state: &Object| state.as_dict().is_ok_and(|state| shines(document, state));
    if entries(resources, b"ExtGState").iter().any(|(_, state)| shines(state)) {
        return true;
    }
    for key in [b"XObject".as_slice(), b"Pattern", b"Font"] {
        for (id, one) in entries(resources, key) {
            let Ok(one) = one.as_dict() else { continue };
            if one.has(b"SMask") || one.has(b"Group") {
                return true;
            }
            let is_new = id.is_none_or(|id| seen.insert(id));
            if is_new && depth < DEPTH && within(document, one, seen, depth + 1) {
                return true;
            }
        }
    }
    false
}

/// The entries of a stream or a dictionary.
fn without_data(object: &Object) -> Object {
    match object {
        Object::Stream(stream) => Object::Dictionary(stream.dict.clone()),
        object => object.clone(),
    }
}

/// Whether a state of graphics lets colours shine through (ISO 32000-1, 11.6).
fn shines(document: &Document, state: &Dictionary) -> bool {
    let part = |key: &[u8]| state.get(key).and_then(Object::as_float).is_ok_and(|part| part < 1.0);
    let mask = entry(document, state, b"SMask");
    let masked = mask.is_some_and(|mask| !mask.as_name().is_ok_and(|name| name == b"None"));
    let mixed =
        state.has(b"BM") && !is_name(state, b"BM", b"Normal") && !is_name(state, b"BM", b"Compatible");
    part(b"ca") || part(b"CA") || masked || mixed
}
