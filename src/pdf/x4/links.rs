//! Links, which a page for a press must not have within its bleed (ISO 15930-7, 6.17).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::pdf::is_name;

/// Takes all that can be clicked on out of the pages, and out of their tags.
pub fn drop_all(document: &mut Document) {
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let mut gone: Vec<ObjectId> = Vec::new();
    for page in pages {
        let listed = document
            .get_dictionary(page)
            .and_then(|page| page.get(b"Annots"))
            .and_then(|list| document.dereference(list))
            .and_then(|(_, list)| list.as_array());
        gone.extend(listed.into_iter().flatten().filter_map(|one| one.as_reference().ok()));
        if let Ok(page) = document.get_dictionary_mut(page) {
            page.remove(b"Annots");
            page.remove(b"Tabs");
        }
    }
    let keys: BTreeSet<i64> = gone
        .iter()
        .filter_map(|id| document.objects.remove(id))
        .filter_map(|one| {
            one.as_dict().and_then(|one| one.get(b"StructParent")).and_then(Object::as_i64).ok()
        })
        .collect();
    let references: BTreeSet<ObjectId> = document
        .objects
        .iter()
        .filter(|(_, object)| object.as_dict().is_ok_and(|one| is_name(one, b"Type", b"OBJR")))
        .map(|(id, _)| *id)
        .collect();
    for object in document.objects.values_mut() {
        let Object::Dictionary(entries) = object else { continue };
        if is_name(entries, b"Type", b"StructElem") {
            untag(entries, &references);
        } else if entries.has(b"Nums") {
            forget(entries, &keys);
        }
    }
    // Number trees may stand within the root of the tags.
    for object in document.objects.values_mut() {
        if let Object::Dictionary(root) = object
            && let Ok(Object::Dictionary(tree)) = root.get_mut(b"ParentTree")
        {
            forget(tree, &keys);
        }
    }
    references.iter().for_each(|id| drop(document.objects.remove(id)));
}

/// Leaves of a tag what is on the page: the words of a link are a part of their line.
fn untag(element: &mut Dictionary, references: &BTreeSet<ObjectId>) {
    if is_name(element, b"S", b"Link") {
        element.set("S", "Span");
    }
    let is_object = |kid: &Object| match kid {
        Object::Dictionary(kid) => is_name(kid, b"Type", b"OBJR"),
        Object::Reference(id) => references.contains(id),
        _ => false,
    };
    match element.get_mut(b"K") {
        Ok(Object::Array(kids)) => kids.retain(|kid| !is_object(kid)),
        Ok(kid) if is_object(kid) => *kid = Object::Array(Vec::new()),
        _ => {}
    }
}

/// Takes numbers out of a tree of numbers (ISO 32000-1, 7.9.7).
fn forget(tree: &mut Dictionary, keys: &BTreeSet<i64>) {
    let Ok(Object::Array(pairs)) = tree.get_mut(b"Nums") else { return };
    let kept = pairs.chunks(2).filter(|pair| !pair[0].as_i64().is_ok_and(|key| keys.contains(&key)));
    *pairs = kept.flatten().cloned().collect();
    let ends = [pairs.first().cloned(), pairs.iter().rev().nth(1).cloned()];
    if let ([Some(first), Some(last)], true) = (ends, tree.has(b"Limits")) {
        tree.set("Limits", vec![first, last]);
    }
}
