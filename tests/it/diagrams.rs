//! Diagrams that pages write in Mermaid: what a reader sees of them, and what is said of those that cannot be drawn.

use std::fs;

use crate::common::judges::{Built, phasebook, python, root};

/// One of each kind that is drawn, with words of its own to look for.
const KINDS: [(&str, &str); 17] = [
    (
        "flowchart TD\n A[Need found] --> B{Evidence?}\n B -->|yes| C([Begin])\n B -->|no| D[(Store)]",
        "Need found",
    ),
    (
        "sequenceDiagram\n autonumber\n actor U as Applicant\n U->>+S: Apply\n Note right of S: Checks\n S-->>-U: Decide",
        "Applicant",
    ),
    ("classDiagram\n Animal <|-- Duck : kind\n class Duck{\n +String beak\n +swim()\n }", "beak"),
    ("stateDiagram-v2\n [*] --> Sketch\n Sketch --> Tested : learn\n Tested --> [*]", "Sketch"),
    ("erDiagram\n CUSTOMER ||--o{ ORDER : places\n CUSTOMER {\n string name PK\n }", "CUSTOMER"),
    (
        "gantt\n title Twelve weeks\n dateFormat YYYY-MM-DD\n excludes weekends\n section Find\n Research :done, a1, 2026-01-06, 30d",
        "Twelve weeks",
    ),
    ("pie showData title Time\n \"Research\" : 43\n \"Meetings\" : 10", "Meetings"),
    ("mindmap\n root((Service))\n  Users\n   Needs\n    Interviews", "Interviews"),
    ("timeline\n title History\n 2002 : Forms\n 2004 : Telephone", "Telephone"),
    (
        "gitGraph\n commit id: \"start\"\n commit\n branch trial\n commit\n checkout main\n merge trial",
        "trial",
    ),
    (
        "quadrantChart\n title Reach\n x-axis Low --> High\n y-axis Slow --> Fast\n Letters: [0.3, 0.6]",
        "Letters",
    ),
    ("journey\n title A day\n section Morning\n Make tea: 5: Me", "Make tea"),
    (
        "xychart-beta\n title \"Applications\"\n x-axis [jan, feb]\n y-axis \"Thousands\" 0 --> 12\n bar [5, 6]",
        "Thousands",
    ),
    ("block-beta\n columns 2\n a[\"Front end\"] b[\"Queue\"]\n a --> b", "Front end"),
    ("kanban\n Waiting\n  [Write it down]", "Write it down"),
    ("requirementDiagram\n requirement need {\n id: 1\n text: be quick\n }", "be quick"),
    ("graph LR\n accTitle: The way\n accDescr: From one to two\n one --> two", "one"),
];

/// A site of one page in the phase alpha.
fn site(page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("phasebook.yaml"), "title: Diagrams\nlanguage: en\n").unwrap();
    fs::write(folder.path().join("a.md"), format!("---\ntitle: A\nclass: alpha-phase\n---\n\n{page}\n"))
        .unwrap();
    folder
}

fn fenced(diagram: &str) -> String {
    format!("```mermaid\n{diagram}\n```\n\n")
}

fn unpacked(built: &Built, name: &str) -> String {
    let file = fs::File::open(built.path("handbook.epub")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

#[test]
fn every_kind_is_drawn_with_its_words_as_text_and_its_source_for_those_who_cannot_see_it() {
    let page: String = KINDS.iter().map(|(diagram, _)| fenced(diagram)).collect();
    let folder = site(&page);
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    assert!(!built.stderr.contains("diagram"), "{}", built.stderr);
    // Words that are broken over lines in a box are apart.
    let text = built.pdf_text("handbook.pdf").split_whitespace().collect::<String>();
    let chapter = unpacked(&built, "OEBPS/chapters/01-a.xhtml");
    for (at, (diagram, words)) in KINDS.iter().enumerate() {
        assert!(text.contains(&words.split(' ').collect::<String>()), "{words}");
        let name = if at == 0 { "diagram.svg".to_owned() } else { format!("diagram-{}.svg", at + 1) };
        assert!(chapter.contains(&format!("../images/{name}")), "{name}");
        let drawing = unpacked(&built, &format!("OEBPS/images/{name}"));
        for absent in ["foreignObject", "filter:", "NaN", " data-id=", "Open Sans", "trebuchet"] {
            assert!(!drawing.contains(absent), "{absent}: {diagram}");
        }
    }
    assert_eq!(chapter.matches("<summary>Mermaid</summary>").count(), KINDS.len());
    assert!(chapter.contains("alt=\"The way. From one to two\""));
    // Mermaid draws lots for the names of commits that have none.
    assert!(text.contains("start") && !text.contains("0-"), "{text}");
    let judge = root().join("tests/judges/epub_check.py");
    let said = python(&[judge.to_str().unwrap(), &built.path("handbook.epub")]);
    assert!(said.ends_with("0 fatal 0 errors 0 warnings\n"), "{said}");
}

#[test]
fn diagrams_in_html_and_between_colons_are_drawn() {
    let page = "<div class=\"mermaid\">\ngraph LR\n  A[\"Sketch it\"] --&gt; B\n\n  B --> C\n</div>\n\n\
        - An item\n\n  <div class='mermaid'>graph TD\n  D[Ask them] --> E</div>\n\n\
        ::: mermaid\ngraph TD\n  F[\"Then 'build'\"] --> G\n:::\n";
    let folder = site(page);
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    assert_eq!(built.stderr.matches("warning").count(), 0, "{}", built.stderr);
    let chapter = unpacked(&built, "OEBPS/chapters/01-a.xhtml");
    assert_eq!(chapter.matches("<img").count(), 3, "{chapter}");
    let words = "import sys, pymupdf\nprint(' '.join(' '.join(p.get_text().split()) for p in pymupdf.open(sys.argv[1])))";
    let said = python(&["-c", words, &built.path("handbook.pdf")]);
    for words in ["Sketch it", "Ask them", "Then 'build'"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("graph") && !said.contains(":::") && !said.contains("mermaid"), "{said}");
}

#[test]
fn diagrams_have_the_colours_of_the_book_whatever_they_ask_for() {
    let asks = "%%{init: {\"theme\": \"forest\", \"themeVariables\": {\"primaryColor\": \"#ff0000\"}, \"look\": \"handDrawn\"}}%%\n\
                flowchart LR\n A[One] --> B[Two]\n style B fill:#300,color:#fff";
    let folder = site(&fenced(asks));
    let built = Built::new(folder.path(), &["--only", "epub"]);
    let drawing = unpacked(&built, "OEBPS/images/diagram.svg");
    // The tint of the phase, and what the writer gives one box.
    assert!(drawing.contains("#fff0ea") && drawing.contains("#330000"), "{drawing}");
    // Its words are shapes, since no device sets a picture in the book's fonts.
    assert!(!drawing.contains("#ff0000") && !drawing.contains("<text"), "{drawing}");
}

/// Dates of an axis and words beside lines have room; actors are drawn before the rules of their file.
#[test]
fn words_of_diagrams_stand_on_no_others() {
    let weeks = "gantt\n dateFormat YYYY-MM-DD\n Prototype :a1, 2026-01-01, 30d\n Build :after a1, 60d";
    let asks = "sequenceDiagram\n User->>Service: asks";
    let page: String = KINDS.iter().map(|(diagram, _)| *diagram).chain([weeks]).map(fenced).collect();
    let folder = site(&format!("{}{page}", fenced(asks)));
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    assert_eq!(python(&["tests/judges/overlaps.py", &built.path("handbook.pdf")]), "[]");
    let drawing = unpacked(&built, "OEBPS/images/diagram.svg");
    assert!(drawing.contains("fill=\"#fff0ea\" stroke=\"#a03414\""), "{drawing}");
}

#[test]
fn what_cannot_be_drawn_stays_as_code_and_is_named_at_its_line() {
    let many: String = (0..600).map(|at| format!(" n{at} --> n{}\n", at * 7 % 41)).collect();
    let plan = "gantt\n dateFormat YYYY-MM-DD\n excludes weekends\n a :a1, 2026-01-01, 99999999d";
    for (page, place, said) in [
        (
            "> One.\n>\n> ```mermaid\n> flowchart LR\n>   A --> B\n>   A[Start --> B\n> ```",
            "a.md:11:5",
            "Unterminated node label",
        ),
        ("```mermaid\nsequenceDiagram\n A->>B: hi\n B->>>>A what\n```", "a.md:9:2", "Unexpected character"),
        ("```mermaid\nC4Context\n title x\n```", "a.md:6:1", "it is of no kind that is drawn"),
        ("```mermaid\nnothing of the kind\n```", "a.md:6:1", "it is of no kind that is drawn"),
        (&fenced(&format!("flowchart TD\n{many}")), "a.md:6:1", "it has too much"),
        (&fenced(plan), "a.md:6:1", "it has too much days"),
        ("```plantuml\nA -> B\n```", "a.md:6:1", "the diagram is not drawn"),
        (
            "```dot\ndigraph {\n  a [shape=house]\n}\n```",
            "a.md:8:3",
            "`dot` source is shown as code: the shape `house`",
        ),
    ] {
        let folder = site(page);
        let output = phasebook(&["check", folder.path().to_str().unwrap(), "--format", "short"]);
        let all = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        let line =
            all.lines().find(|line| line.contains("warning[diagram]")).unwrap_or_else(|| panic!("{all}"));
        assert!(line.contains(&format!("{place}: ")) && line.contains(said), "{line}");
    }
}

#[test]
fn the_same_diagrams_give_the_same_bytes() {
    let page: String = KINDS.iter().map(|(diagram, _)| fenced(diagram)).collect();
    let made = || {
        let folder = site(&page);
        let built = Built::new(folder.path(), &["--only", "epub"]);
        fs::read(built.path("handbook.epub")).unwrap()
    };
    assert!(made() == made());
}

#[test]
fn graphs_of_graphviz_are_drawn_where_all_of_them_is_understood() {
    let graph = "```dot\ndigraph {\n  rankdir=LR\n  ask [label=\"Ask the users\", shape=box]\n  ask -> build [label=\"then\"]\n  \
                 subgraph cluster_team { label=\"Team\"; build; check }\n}\n```\n\n```graphviz\ngraph { one -- two }\n```\n\n";
    let folder = site(&format!("{graph}{}", fenced("flowchart LR\n three --> four")));
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    assert!(!built.stderr.contains("diagram"), "{}", built.stderr);
    let text = built.pdf_text("handbook.pdf");
    for words in ["Ask the users", "then", "Team", "build", "check", "one", "two"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("digraph"), "{text}");
    assert_eq!(python(&["tests/judges/overlaps.py", &built.path("handbook.pdf")]), "[]");
    let chapter = unpacked(&built, "OEBPS/chapters/01-a.xhtml");
    let named = |name: &str| chapter.matches(&format!("<summary>{name}</summary>")).count();
    assert_eq!((named("Graphviz"), named("Mermaid")), (2, 1), "{chapter}");
}
