//! What cards say, before anything is laid out.

use super::*;
use crate::build::{Project, ReadOptions};
use crate::files::Memory;

fn cards_of(pages: &[(&str, &str)]) -> Vec<Card> {
    let mut files = vec![("phasebook.yaml", "title: Methods\n")];
    files.extend(pages);
    let project = Project::read(&Memory::new(files), &ReadOptions::default());
    let book = project.ok().and_then(|project| project.book).expect("there are pages");
    deck::cards(&book, &Options { kinds: vec![Kind::Pages], ..Options::default() })
}

/// The units of a card's back in the order in which they go.
fn going(card: &Card) -> Vec<String> {
    let passages = card.say.sections.iter().flat_map(|section| &section.passages);
    let mut units: Vec<&passages::Unit> = passages.flat_map(passages::Passage::units).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.rank));
    units.into_iter().map(|unit| unit.text.clone()).collect()
}

#[test]
fn what_goes_first_is_what_the_front_says_then_steps_then_reasons() {
    let page = "---\ntitle: Dot voting\nwhat: A vote.\nwhy: It is fast. It is fair.\n---\n\n## How to do it\n\nTake dots. Then:\n\n1. Vote.\n2. Count. Twice.\n";
    let cards = cards_of(&[("dot-voting.md", page)]);
    assert_eq!(cards[0].say.sentence.as_deref(), Some("A vote."));
    assert_eq!(
        going(&cards[0]),
        // What leads to the steps goes with the first of them.
        ["A vote.", "Twice.", "Count.", "Then:", "Vote.", "It is fair.", "Take dots.", "It is fast."]
    );
    assert_eq!((cards[0].say.ranks, cards[0].say.said), (8, 1));
}

#[test]
fn a_phase_says_what_is_to_be_done_before_one_moves_on() {
    let page = "---\ntitle: Beta\nphase: beta\nteam: Six\nduration: Long\ndescription: Build it.\n---\n\n## Outputs\n\n- A service\n\n## Before you move on\n\n- [ ] It works\n- [ ] It lasts\n";
    let cards = cards_of(&[("beta.md", page)]);
    let say = &cards[0].say;
    let facts: Vec<&str> = say.facts.iter().map(|fact| fact.text.as_str()).collect();
    assert_eq!(facts, ["Long", "Six"]);
    let last = say.sections.last().unwrap();
    assert_eq!(last.label, "Before you move on");
    let passages::Passage::Items { marker, items, .. } = &last.passages[0] else { panic!("{last:?}") };
    assert_eq!((*marker, items.len()), (passages::Marker::Box, 2));
}

#[test]
fn any_page_is_survived() {
    let long = format!(
        "---\ntitle: {}\nwhat: {}\n---\n\n## Steps\n\n{}",
        "x".repeat(900),
        "Go on. ".repeat(900),
        "1. a\n".repeat(500)
    );
    let cards = cards_of(&[
        ("a.md", &long),
        ("b.md", "---\nwhat: [1, {a: b}]\nwhy: {x: y}\ncard: true\n---\n"),
        ("c.md", "---\ncard: true\ntitle: \"\"\n---\n\n## Why\n\n## What\n\n| a |\n|---|\n| b |\n"),
    ]);
    assert_eq!(cards.len(), 3);
    assert!(cards.iter().all(|card| card.title.chars().count() <= 161 && card.say.ranks <= 80), "{cards:?}");
    assert!(cards.iter().any(|card| card.say.sections.iter().any(|section| section.surplus > 0)));
}

#[test]
fn sizes_have_names() {
    assert_eq!(size("Tarot").map(|size| size.to_string()), Ok("70x120mm".to_owned()));
    assert_eq!(size("business").map(|size| size.width().to_mm()), Ok(85.0));
    assert_eq!(size("3x5in").map(|size| size.height().to_mm()), Ok(127.0));
    for wrong in ["", "king", "20x30mm", "a0"] {
        assert!(size(wrong).is_err(), "{wrong}");
    }
    for named in ["poker", "tarot", "business", "a6", "a5", "3x5in", "50x50mm"] {
        assert!(safe_area(size(named).unwrap()) >= 3.5, "{named}");
    }
}

#[test]
fn patterns_are_methods_by_other_names() {
    let pattern = "# Cache data\n\n## Description\n\nKeep it near. Far is dear.\n\n## Problem\n\nNetworks take energy.\n\n## Solution\n\nCache it.\n";
    let cards = cards_of(&[("a.md", pattern), ("b.md", "# Notes\n\n## Description\n\nOf nothing.\n")]);
    assert_eq!(cards.len(), 1);
    let labels: Vec<&str> = cards[0].say.sections.iter().map(|section| section.label.as_str()).collect();
    assert_eq!(labels, ["Description", "Problem", "Solution"]);
    assert_eq!(cards[0].say.sentence.as_deref(), Some("Keep it near."));
}
