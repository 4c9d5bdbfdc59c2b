//! What worksheets take from pages.

use super::*;
use crate::build::{Project, ReadOptions};
use crate::files::Memory;

fn sheets(pages: &[(&str, &str)]) -> Vec<Worksheet> {
    let files = Memory::new(pages.iter().map(|(path, text)| (*path, text.as_bytes())));
    worksheets(&Project::read(&files, &ReadOptions::default()).unwrap().book.unwrap())
}

/// The worksheet of one page as lines.
fn lines(page: &str) -> Vec<String> {
    let sheet = sheets(&[("beta.md", &format!("---\ntitle: Beta\nphase: beta\n---\n\n{page}\n"))]).remove(0);
    sheet
        .sections
        .iter()
        .flat_map(|section| {
            let tasks = section
                .tasks
                .iter()
                .map(|task| format!("{} {}", if task.done { "+" } else { "-" }, task.words));
            std::iter::once(format!("{} ({:?})", section.heading, section.subject)).chain(tasks)
        })
        .collect()
}

#[test]
fn headings_say_what_a_section_is_about() {
    let page = "Intro.\n\n## What are the outputs?\n\nThese:\n\n- a plan\n- a map\n\n## Activities\n\nTalk to people. Often.\n\nDraw it.\n\n\
                ## Questions to answer\n\n- Who is it for?\n\n## The team\n\n- six people\n";
    assert_eq!(
        lines(page),
        [
            "What are the outputs? (Outputs)",
            "- a plan",
            "- a map",
            "Questions to answer (Questions)",
            "- Who is it for?"
        ]
    );
}

#[test]
fn ids_and_classes_say_it_in_any_language() {
    let page = "## Was herauskommt {#outputs}\n\n- ein Plan\n\n## Anderes\n\n- ja\n\n- wer?\n{: .questions}\n\n\
                ## Tun\n{: .activities}\n\n### Zuerst\n\n- fragen\n\n### Fragen {: .questions}\n\nWozu? Darum.\n\nSo.";
    let said = lines(page);
    assert_eq!(said[..2], ["Was herauskommt (Outputs)", "- ein Plan"]);
    assert!(
        said.contains(&"Zuerst (Activities)".to_owned()) && said.contains(&"- fragen".to_owned()),
        "{said:?}"
    );
}

#[test]
fn headings_in_the_language_of_the_page_count() {
    for (language, heading, subject) in [
        ("de", "Die Ergebnisse", Subject::Outputs),
        ("fr", "L’activité", Subject::Activities),
        ("ar", "ما الأسئلة التي نجيب عنها", Subject::Questions),
        ("ja", "この段階の成果", Subject::Outputs),
        ("zh-TW", "要回答的問題", Subject::Questions),
        ("sw", "Outputs", Subject::Outputs),
    ] {
        assert_eq!(Subject::of(&Default::default(), heading, language), Some(subject), "{heading}");
    }
    for heading in ["Die Ergebnisse", "Throughput", "The team"] {
        assert_eq!(Subject::of(&Default::default(), heading, "en"), None, "{heading}");
    }
}

#[test]
fn headings_that_ask_are_questions_and_task_lists_are_tasks() {
    let page = "## How long does it take?\n\nLong.\n\n## Who do I need?\n\nMany.\n\n## Before you go\n\n- [ ] eat\n- [x] sleep\n- drink";
    assert_eq!(
        lines(page),
        [
            "Beta (Questions)",
            "- How long does it take?",
            "- Who do I need?",
            "Before you go (Tasks)",
            "- eat",
            "+ sleep"
        ]
    );
}

#[test]
fn pages_of_a_folder_are_on_the_sheet_of_its_phase() {
    let made = sheets(&[
        ("index.md", "---\ntitle: Phases\n---\n\nAll of them.\n"),
        ("alpha/index.md", "---\ntitle: Alpha\nphase: alpha\n---\n\n## Outputs\n\n- one\n"),
        ("alpha/tools.md", "---\ntitle: Tools\n---\n\n## Activities\n\n- two\n"),
        ("beta.md", "---\ntitle: Beta\nphase: beta\n---\n\nNothing.\n"),
    ]);
    let headings: Vec<Vec<&str>> = made
        .iter()
        .map(|sheet| sheet.sections.iter().map(|section| section.heading.as_str()).collect())
        .collect();
    assert_eq!(headings, [vec!["Outputs", "Activities"], vec![]]);
}

#[test]
fn sentences_of_prose_are_no_tasks() {
    // Of `content/retirement.md`.
    let page = "## Activities\n\nFinding the users is harder than it sounds. Logs show accounts and machines.\n\n\
                Write to people about their own case.\n\n## Outputs\n\nLittle should remain:\n\n- an archive\n\n\
                And no loose ends.\n\n## Questions\n\nWho is left behind? Ask twice.\n\nAsk once more.";
    assert_eq!(
        lines(page),
        ["Outputs (Outputs)", "- an archive", "Questions (Questions)", "- Who is left behind?"]
    );
}
