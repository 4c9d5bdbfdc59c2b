//! What the index finds, and in which order.

use super::*;
use crate::build::{Project, ReadOptions};
use crate::files::Memory;
use crate::model::visit::{self, Line, Visitor};
use crate::model::{Block, Inline, InlineKind, Resolved};

fn book(language: &str, pages: &[&str]) -> Book {
    let page = |(n, page): (usize, &&str)| {
        (format!("page-{n}.md"), format!("---\ntitle: Page {n}\n---\n\n{page}\n"))
    };
    let config = ("phasebook.yaml".to_owned(), format!("language: {language}\n"));
    let files = Memory::new(pages.iter().enumerate().map(page).chain([config]));
    Project::read(&files, &ReadOptions::default()).unwrap().book.unwrap()
}

/// The index as lines: letters, and entries with the words that follow each anchor.
fn printed(language: &str, pages: &[&str]) -> Vec<String> {
    let (mut marked, index) = index(&book(language, pages));
    let mut after = After::default();
    for chapter in &mut marked.chapters {
        visit::blocks(&mut chapter.blocks, &mut after);
        chapter.notes.iter_mut().for_each(|note| visit::blocks(&mut note.blocks, &mut after));
    }
    let mut lines = Vec::new();
    for group in &index.groups {
        lines.push(format!("[{}]", group.letter));
        for entry in &group.entries {
            let place = |place: &Occurrence| {
                let (_, words) = after.found.iter().find(|(id, _)| *id == place.id).unwrap();
                format!("{}{}{words}", place.chapter, if place.main { "!" } else { "." })
            };
            let places: Vec<String> = entry.places.iter().map(place).collect();
            lines.push(format!("{}: {}", entry.term, places.join(" | ")));
        }
    }
    lines
}

/// The first letters after each anchor.
#[derive(Default)]
struct After {
    found: Vec<(String, String)>,
}

impl Visitor<Resolved> for After {
    fn line(&mut self, _line: Line, content: &mut Vec<Inline<Resolved>>) {
        self.look(content);
    }
}

impl After {
    fn look(&mut self, content: &[Inline<Resolved>]) {
        for (at, inline) in content.iter().enumerate() {
            match (&inline.attributes.id, &inline.kind, content.get(at + 1).map(|next| &next.kind)) {
                (Some(id), InlineKind::Span { content }, Some(InlineKind::Text { text }))
                    if content.is_empty() =>
                {
                    self.found.push((id.clone(), text.chars().take(6).collect()));
                }
                _ => self.look(inline.kind.content().unwrap_or_default()),
            }
        }
    }
}

#[test]
fn every_place_is_found_and_only_those() {
    let page = "The gates open. A *gate* closes; the gatekeeper, an investigate, `gate`. Gates!\n\n\
                Gate\n: Where a service waits.\n\nOpen gate\n: A gate, open. See the open\ngate and the **open** gate.";
    assert_eq!(
        printed("en", &[page]),
        [
            "[G]",
            "Gate: 0.gates  | 0.gate | 0.Gates! | 0!Gate | 0.gate, ",
            "[O]",
            "Open gate: 0!Open g | 0.open | 0.open"
        ]
    );
}

#[test]
fn abbreviations_keep_their_capitals() {
    let page = "The IT team says it. IT is all.[^1] \n\n*[IT]: Information technology\n\n[^1]: Of IT.";
    assert_eq!(printed("en", &[page]), ["[I]", "IT: 0!IT | 0.IT | 0.Of "]);
    let (_, made) = index(&book("en", &[page]));
    assert_eq!(made.groups[0].entries[0].expansion.as_deref(), Some("Information technology"));
}

#[test]
fn a_page_may_mark_a_term() {
    let page = "A [case]{:.term} is what *slices*{:.term} are for.\n\nTwo slices of it.";
    let found = printed("en", &[page, "No slice, and slices."]);
    assert!(found.iter().any(|line| line == "slices: 0!slices | 0.slices | 1.slices"), "{found:?}");
}

#[test]
fn a_list_may_stay_out_of_the_index() {
    let page = "Stop here.\n\n{: .no-index}\nStop\n: No more.\n\nAnd:\n\nGate\n: A door.";
    assert_eq!(printed("en", &[page]), ["[G]", "Gate: 0!Gate"]);
}

#[test]
fn languages_sort_as_their_dictionaries_do() {
    let terms = |words: &[&str]| words.iter().map(|word| format!("{word}\n: x\n\n")).collect::<String>();
    let order = |language: &str, words: &[&str]| -> String {
        let lines = printed(language, &[&terms(words)]);
        let bare = lines.iter().map(|line| line.split(':').next().unwrap());
        bare.collect::<Vec<_>>().join(" ")
    };
    let nordic = ["Öl", "Ofen", "Zeit", "ähnlich", "Arzt", "3D"];
    assert_eq!(order("de", &nordic), "[] 3D [A] ähnlich Arzt [O] Ofen Öl [Z] Zeit");
    assert_eq!(order("sv", &nordic), "[] 3D [A] Arzt [O] Ofen [Z] Zeit [Ä] ähnlich [Ö] Öl");
    assert_eq!(order("es", &["ñandú", "nube", "árbol"]), "[A] árbol [N] nube [Ñ] ñandú");
    assert_eq!(order("ko", &["나무", "까치", "가방"]), "[ㄱ] 가방 까치 [ㄴ] 나무");
    assert_eq!(order("th", &["เกม", "ขนม"]), "[ก] เกม [ข] ขนม");
    assert_eq!(order("ar", &["خدمة", "بيان"]), "[ب] بيان [خ] خدمة");
    assert_eq!(order("no such tag!", &["b", "a"]), "[A] a [B] b");
}

#[test]
fn words_without_spaces_between_them_are_found() {
    assert_eq!(
        printed("ja", &["これはサービスです。\n\nサービス\n: 人を助けるもの。"]),
        ["[サ]", "サービス: 0.サービスです | 0!サービス"]
    );
}

#[test]
fn ids_of_the_page_stay_its_own_and_no_word_is_lost() {
    let page = "## Gate {#index-1}\n\nA gate.\n\nGate\n: A door.";
    let plain = book("en", &[page]);
    let (marked, made) = index(&plain);
    let ids: Vec<_> = made.groups[0].entries[0].places.iter().map(|place| place.id.as_str()).collect();
    assert_eq!(ids, ["index-1-2", "index-2", "index-3"]);
    let text = |blocks: &[Block<Resolved>]| serde_json::to_string(blocks).unwrap().matches("ate").count();
    assert_eq!(text(&plain.chapters[0].blocks), text(&marked.chapters[0].blocks));
    let (_, again) = index(&plain);
    assert_eq!(made, again);
}
