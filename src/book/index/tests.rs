//! What the index finds, and in which order.

use super::*;
use crate::build::{Project, ReadOptions};
use crate::files::Memory;
use crate::model::visit::{self, Line, VisitMut};
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
    for (number, chapter) in marked.chapters_mut().iter_mut().enumerate() {
        after.chapter = number;
        visit::blocks_mut(&mut chapter.blocks, &mut after);
        chapter.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut after));
    }
    let place = |place: &Occurrence| {
        let (_, words) = after.found.iter().find(|(id, _)| *id == (place.chapter, place.id.clone())).unwrap();
        format!("{}{}{words}", place.chapter, if place.main { "!" } else { "." })
    };
    let mut lines = Vec::new();
    for group in &index.groups {
        lines.push(format!("[{}]", group.letter));
        for entry in &group.entries {
            let places: Vec<String> = entry.places.iter().map(place).collect();
            lines.push(format!("{}: {}", entry.term, places.join(" | ")));
            for below in &entry.below {
                let places: Vec<String> = below.places.iter().map(place).collect();
                lines.push(format!("  {}: {}", below.shown(), places.join(" | ")));
            }
        }
    }
    lines
}

/// The first letters after each anchor.
#[derive(Default)]
struct After {
    found: Vec<((usize, String), String)>,
    chapter: usize,
}

impl VisitMut<Resolved> for After {
    fn line(&mut self, _line: Line, content: &mut Vec<Inline<Resolved>>) {
        self.look(content);
    }
}

impl After {
    fn look(&mut self, content: &[Inline<Resolved>]) {
        for (at, inline) in content.iter().enumerate() {
            // Two terms may begin with one word.
            let is_anchor = |next: &&Inline<Resolved>| matches!(&next.kind, InlineKind::Span { content } if content.is_empty());
            let next = content[at + 1..].iter().find(|next| !is_anchor(next));
            match (&inline.attributes.id, &inline.kind, next.map(|next| &next.kind)) {
                (Some(id), InlineKind::Span { content }, Some(InlineKind::Text { text }))
                    if content.is_empty() =>
                {
                    self.found.push(((self.chapter, id.clone()), text.chars().take(6).collect()));
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

#[test]
fn a_term_has_one_entry_however_it_is_written() {
    let page = "The API is here, and APIs are there; an application programming interface.\n\n\
                Application programming interface (API)\n: What programs call.\n\napi\n: The same.\n\n\
                ## APIs\n\nTwo.\n\n*[API]: Application programming interface";
    let lines = printed("en", &[page]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[1].starts_with("API: 0.API | 0.APIs "), "{lines:?}");
    let (_, made) = index(&book("en", &[page]));
    let entry = &made.groups[0].entries[0];
    assert_eq!(entry.expansion.as_deref(), Some("Application programming interface"));
    assert!(entry.places.len() >= 5 && entry.places.iter().any(|place| place.main));
    // Two long forms of one short one are two things.
    let two = [
        "IA is first.\n\n*[IA]: Information architecture\n",
        "Impact assessment\n: A form.\n\nIA\n\n*[IA]: Impact assessment\n",
    ];
    assert_eq!(printed("en", &two).iter().filter(|line| !line.starts_with('[')).count(), 2);
}

#[test]
fn headings_and_pictograms_are_entries_and_what_begins_with_another_stands_below_it() {
    let first = "## Service standard\n\nWe use it. The gate.\n\nGate\n: A door.\n\nStop\n: No more. Stop!\n\n\
                 ## Outputs\n\n<ul class=\"phase-activities\"><li><img src=\"a.svg\"> Map of needs</li>\
                 <li><img src=\"a.svg\"> Map of systems</li><li><img src=\"a.svg\"> Gate keepers</li></ul>\n\n## Build\n\nNow.";
    let second = "## Outputs\n\nNone.\n\n## Who is on the team\n\nWe.";
    assert_eq!(
        printed("en", &[first, second]),
        [
            "[G]",
            "Gate: 0.gate. | 0!Gate | 0.Gate k",
            "  keepers: 0.Gate k",
            "[M]",
            "Map: ",
            "  of needs: 0.Map of",
            "  of systems: 0.Map of",
            "[O]",
            "Outputs: 0.Output | 1.Output",
            "[S]",
            "Service standard: 0.Servic",
        ]
    );
    let (_, made) = index(&book("en", &[first, second]));
    let by_chapter = made.groups.iter().flat_map(|group| &group.entries).filter(|entry| entry.by_chapter);
    assert_eq!(by_chapter.map(|entry| entry.term.as_str()).collect::<Vec<_>>(), ["Outputs"]);
}

#[test]
fn a_heading_of_many_chapters_is_no_entry() {
    let pages = |count: usize| vec!["## Main costs\n\nWords."; count];
    assert_eq!(printed("en", &pages(8)).len(), 2);
    assert!(printed("en", &pages(9)).is_empty());
}

#[test]
fn a_short_index_is_a_glossary_too_and_loses_no_word() {
    let lists = Lists { index: Some(true), glossary: true };
    let page = "Stop\n: No more.\n\n`build`\n: Makes it.\n\nGate\n: A door.\n\nAnd:\n\n{: .no-index}\nHidden\n: Not seen.\n";
    let made = |page: &str, lists| indexed(Cow::Owned(book("en", &[page])), lists).1.unwrap();
    let index = made(page, lists);
    let said: Vec<String> = index
        .groups
        .iter()
        .flat_map(|group| &group.entries)
        .map(|entry| format!("{}: {}", entry.term, entry.meanings.join("; ")))
        .collect();
    assert!(index.merged);
    assert_eq!(said, ["build: Makes it.", "Gate: A door.", "Hidden: Not seen.", "Stop: No more."]);
    // Without a glossary the index has its own entries alone.
    assert_eq!(made(page, Lists { index: Some(true), glossary: false }).len(), 1);
    let many: String = (0..25).map(|n| format!("Word{n}\n: Means {n}.\n\n")).collect();
    assert!(!made(&many, lists).merged);
    let without = indexed(Cow::Owned(book("en", &[page])), Lists { index: None, glossary: true }).1;
    assert!(without.is_none(), "four terms are too few to have an index unasked");
}
