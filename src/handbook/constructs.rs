//! A book in which every construct of the model occurs.

use super::fixture::*;
use crate::book::Book;
use crate::model::{
    AdmonitionSort, Alignment, Attributes, Block, BlockKind, CodeLines, Definition, Direction, Inline,
    InlineKind, ListMarker, NavigationDirection, NavigationLink, Note, Numbering, Picture, Resolved, Span,
    Target, Term,
};

/// A book in which every construct of the model occurs.
pub fn every_construct() -> Book {
    let mut overview = chapter("index", "Overview", overview());
    overview.subtitle = Some("What the phases are for".to_owned());
    let discovery = chapter(
        "discovery",
        "Discovery",
        vec![
            par(PROSE),
            heading(2, "purpose", "Purpose"),
            par(PROSE),
            heading(2, "empty", "Who do I need?"),
            heading(2, "outputs", "What are the outputs?"),
            list(ListMarker::Bullet, &["user needs", "a prioritised list of stories", "a decision"]),
            pictograms(&[
                "User story backlog",
                "Design and build",
                "Working service",
                "Show and tell",
                "Retrospective",
            ]),
        ],
    );
    let mut alpha = chapter("alpha", "Alpha", blocks());
    alpha.notes = notes();
    alpha.team = Some("Five to eight people: product, design, research, delivery, development".to_owned());
    alpha.duration = Some("Six to eight weeks".to_owned());
    alpha.subtitle = Some("Try the riskiest ideas while it is still cheap to be wrong".to_owned());
    let mut beta = chapter("beta", "Beta", inlines());
    beta.draft = true;
    beta.notes = notes();
    let mut live = chapter("live", "Live", tables());
    live.notes = notes();
    let retirement = chapter("retirement", "Retirement", vec![par(PROSE)]);
    book(vec![overview, discovery, alpha, beta, live, retirement])
}

fn overview() -> Blocks {
    vec![
        par(PROSE),
        block(BlockKind::PhaseDiagram { image: image(Picture::Missing, "The phases in order", None, None) }),
        par_of(vec![
            text("Begin with "),
            cross(1, "discovery", None, "Discovery"),
            text(" and do not skip it."),
        ]),
        block(BlockKind::Contents),
        heading(2, "why", "Why phases"),
        par(PROSE),
        heading(2, "how", "How to read this book"),
        block(BlockKind::List {
            marker: ListMarker::Bullet,
            tight: true,
            items: vec![
                item(vec![par_of(vec![cross(1, "discovery", None, "Discovery")])], None),
                item(vec![par_of(vec![cross(2, "alpha", Some("risks"), "Alpha: the risks")])], None),
                item(vec![par_of(vec![cross(3, "beta", Some("nowhere"), "An id that is not there")])], None),
            ],
        }),
        block(BlockKind::PhaseDiagram { image: image(stored(0), "A board", None, None) }),
    ]
}

fn notes() -> Vec<Note<Resolved>> {
    let note = |label: &str, blocks| Note { span: Span::default(), label: label.to_owned(), blocks };
    vec![
        note(
            "first",
            vec![par_of(vec![
                text("A note with a "),
                web("https://example.org/in-a-note", "link"),
                text("."),
            ])],
        ),
        note(
            "second",
            vec![
                par("A note of two paragraphs."),
                par("The second of them."),
                heading(2, "in-note", "Even a heading"),
            ],
        ),
        note("circle", vec![par_of(vec![text("A note that refers to itself"), self::note(2), text(".")])]),
    ]
}

#[allow(clippy::too_many_lines, reason = "a list of every construct")]
fn blocks() -> Blocks {
    let quote = block(BlockKind::Quote {
        blocks: vec![par("What is not measured is not improved."), par("Somebody")],
    });
    let nested = block(BlockKind::List {
        marker: ListMarker::Bullet,
        tight: false,
        items: vec![
            item(vec![par(PROSE), list(ListMarker::Bullet, &["one below", "another below"])], None),
            item(
                vec![
                    par("A second item with a picture:"),
                    par_of(vec![inline(InlineKind::Image(image(stored(1), "Stripes", None, None)))]),
                ],
                None,
            ),
        ],
    });
    let tasks = block(BlockKind::List {
        marker: ListMarker::Bullet,
        tight: true,
        items: vec![
            item(vec![par("name the risk")], Some(true)),
            item(vec![par("test the risk")], Some(false)),
            item(vec![par("no task at all")], None),
        ],
    });
    let term = |words: &str| Term {
        span: Span::default(),
        attributes: Attributes { id: Some(words.to_lowercase()), ..Attributes::default() },
        content: texts(words),
    };
    let definitions = block(BlockKind::Definitions {
        entries: vec![
            Definition {
                terms: vec![term("Backlog")],
                meanings: vec![vec![par("What there is to do, in order.")]],
            },
            Definition {
                terms: vec![term("Sprint"), term("Iteration")],
                meanings: vec![
                    vec![par("A week or two.")],
                    vec![par(PROSE), list(ListMarker::Bullet, &["with", "a list"])],
                ],
            },
        ],
    });
    let mut all = vec![
        par(PROSE),
        heading(2, "risks", "The risks, and what to do about them"),
        par(PROSE),
        list(ListMarker::Bullet, &["tight", "list", "of three"]),
        par(PROSE),
        nested,
        heading(3, "numbered", "Lists with numbers"),
        list(numbers(1, Numbering::Decimal), &["one", "two", PROSE]),
        list(numbers(3, Numbering::LowerAlpha), &["c", "d"]),
        list(numbers(1, Numbering::UpperAlpha), &["A", "B"]),
        list(numbers(-1, Numbering::LowerRoman), &["below zero", "zero", "one"]),
        block(BlockKind::List {
            marker: ListMarker::Number { start: 3, numbering: Numbering::UpperRoman, reversed: true },
            tight: false,
            items: vec![item(vec![par("counting")], None), item(vec![par("down")], None)],
        }),
        tasks,
        heading(4, "terms", "Terms"),
        definitions,
        heading(5, "deep", "A heading of level five"),
        heading(6, "deeper", "A heading of level six"),
        quote,
        block(BlockKind::Code {
            language: Some("rust".to_owned()),
            text: format!("fn main() {{\n    println!(\"Hello\"); // {PROSE}\n}}\n\n# {}", "x".repeat(200)),
            lines: CodeLines { first: Some(9), marked: vec![1] },
        }),
        block(BlockKind::Code { language: None, text: String::new(), lines: CodeLines::default() }),
        block(BlockKind::ThematicBreak),
        block(BlockKind::Figure {
            blocks: vec![par_of(vec![inline(InlineKind::Image(image(
                stored(0),
                "A board with three cards",
                None,
                Some(300),
            )))])],
            caption: texts("A board, with a caption below."),
        }),
        par_of(vec![inline(InlineKind::Image(image(
            stored(1),
            "Stripes",
            Some("A title is a caption"),
            Some(5000),
        )))]),
        par_of(vec![inline(InlineKind::Image(image(
            Picture::Missing,
            "A graph of what it cost",
            None,
            None,
        )))]),
        block(BlockKind::Details { summary: texts("More about this"), blocks: vec![par(PROSE)] }),
        block(BlockKind::Division { blocks: vec![par("Within a division.")] }),
        block(BlockKind::Media {
            target: Target::Web { address: "https://example.org/film".to_owned() },
            content: texts("A film about risks"),
        }),
        block(BlockKind::Navigation {
            links: vec![NavigationLink {
                span: Span::default(),
                direction: NavigationDirection::Next,
                target: Target::Nowhere,
                label: "NAVIGATION".to_owned(),
            }],
        }),
    ];
    for sort in [
        AdmonitionSort::Note,
        AdmonitionSort::Tip,
        AdmonitionSort::Important,
        AdmonitionSort::Warning,
        AdmonitionSort::Caution,
    ] {
        all.push(block(BlockKind::Admonition { sort, title: None, blocks: vec![par(PROSE)] }));
    }
    for title in [texts("A title of its own"), Vec::new()] {
        let sort = AdmonitionSort::Tip;
        all.push(block(BlockKind::Admonition { sort, title: Some(title), blocks: vec![par(PROSE)] }));
    }
    all
}

#[allow(clippy::too_many_lines, reason = "a list of every construct")]
fn inlines() -> Blocks {
    let wrap = |make: fn(Inlines) -> InlineKind<Resolved>, words: &str| inline(make(texts(words)));
    let gds = || {
        inline(InlineKind::Abbreviation {
            expansion: "Government Digital Service".to_owned(),
            content: texts("GDS"),
        })
    };
    let elsewhere = inline(InlineKind::Link {
        target: Target::Elsewhere { address: "/service-manual/team".to_owned() },
        title: None,
        content: texts("the team"),
    });
    let nowhere =
        inline(InlineKind::Link { target: Target::Nowhere, title: None, content: texts("leads nowhere") });
    let wordless = inline(InlineKind::Link {
        target: Target::Web { address: "https://example.org/wordless".to_owned() },
        title: None,
        content: Vec::new(),
    });
    let pictured = inline(InlineKind::Link {
        target: Target::Web { address: "https://example.org/picture".to_owned() },
        title: None,
        content: vec![inline(InlineKind::Image(image(stored(0), "", None, None)))],
    });
    let french = Inline::with(
        Span::default(),
        Attributes { lang: Some("fr".to_owned()), ..Attributes::default() },
        InlineKind::Quoted { content: texts("C’est la vie") },
    );
    let hebrew = Inline::with(
        Span::default(),
        Attributes { lang: Some("he".to_owned()), dir: Some(Direction::Rtl), ..Attributes::default() },
        InlineKind::Span { content: texts("abc") },
    );
    let anchored = Inline::with(
        Span::default(),
        Attributes { id: Some("spot".to_owned()), ..Attributes::default() },
        InlineKind::Span { content: Vec::new() },
    );
    vec![
        par_of(vec![
            text("Words "),
            wrap(|content| InlineKind::Emphasis { content }, "stressed"),
            text(", "),
            wrap(|content| InlineKind::Strong { content }, "of weight"),
            text(", "),
            wrap(|content| InlineKind::Strikethrough { content }, "no longer meant"),
            text(", "),
            wrap(|content| InlineKind::Inserted { content }, "added later"),
            text(", "),
            wrap(|content| InlineKind::Highlight { content }, "marked with a pen"),
            text(", H"),
            wrap(|content| InlineKind::Subscript { content }, "2"),
            text("O and m"),
            wrap(|content| InlineKind::Superscript { content }, "2"),
            text(", "),
            wrap(|content| InlineKind::Quoted { content }, "quoted"),
            text(", press "),
            wrap(|content| InlineKind::Keyboard { content }, "Ctrl"),
            text(" + "),
            wrap(|content| InlineKind::Keyboard { content }, "C"),
            text(", "),
            inline(InlineKind::Code { text: "let code = true;".to_owned() }),
            text("; "),
            french,
            text(" "),
            hebrew,
            anchored,
            inline(InlineKind::SoftBreak),
            text("after a soft break,"),
            inline(InlineKind::LineBreak),
            text("after a kept one."),
        ]),
        par_of(vec![
            gds(),
            text(" is spelled out once, "),
            gds(),
            text(" not twice. "),
            text("Not markup: *a* _b_ #c $d$ <e> @f [g] \\h `i` // j"),
        ]),
        par_of(vec![
            text("A "),
            web("https://example.org/a", "link to the web"),
            text(", "),
            web("https://example.org/a", "the same again"),
            text(", "),
            web(
                "https://example.org/b?q=a-very-long-query&r=another-one#and-a-fragment-that-goes-on-for-ever-and-ever",
                "another",
            ),
            text(", "),
            web("https://example.org/a", "the first once more"),
            text(", "),
            elsewhere,
            text(", "),
            nowhere,
            text(", "),
            wordless,
            text(", "),
            pictured,
            text(", "),
            web("mailto:a@example.org", "a@example.org"),
            text(", "),
            web("https://example.org/", "example.org"),
            text(", "),
            cross(2, "alpha", Some("risks"), "the risks in Alpha"),
            text(", "),
            cross(3, "beta", Some("spot"), "this page"),
            text("."),
        ]),
        par_of(vec![
            text("Notes"),
            note(0),
            text(", again"),
            note(0),
            text(", another"),
            note(1),
            text(", one in a circle"),
            note(2),
            text(", and one that is not there"),
            note(99),
            text("."),
        ]),
        par_of(vec![
            inline(InlineKind::Strikethrough {
                content: vec![inline(InlineKind::Inserted { content: texts("struck and added") })],
            }),
            text(" and a word that no line can hold: "),
            text(&"Donaudampfschiff".repeat(12)),
            text("."),
        ]),
        par_of(vec![
            text("A picture in a line "),
            inline(InlineKind::Image(image(stored(0), "a board", None, None))),
            text(" and one that is missing "),
            inline(InlineKind::Image(image(Picture::Missing, "a map", None, None))),
            text("."),
        ]),
        Block::with(
            Span::default(),
            Attributes { id: Some("heading".to_owned()), ..Attributes::default() },
            BlockKind::Heading {
                level: 2,
                content: vec![
                    text("A heading with "),
                    inline(InlineKind::Emphasis { content: texts("stress") }),
                    text(", a "),
                    web("https://example.org/heading", "link"),
                    text(" and a note"),
                    note(1),
                ],
            },
        ),
        par(PROSE),
    ]
}

fn tables() -> Blocks {
    let columns = vec![Alignment::Left, Alignment::Center, Alignment::Right, Alignment::Default];
    // A heading that repeats on every page, with whatever must not repeat.
    let mut named = header("Role");
    named.attributes.id = Some("role".to_owned());
    named.blocks.push(par_of(vec![
        inline(InlineKind::Abbreviation {
            expansion: "Full-time equivalent".to_owned(),
            content: texts("FTE"),
        }),
        web("https://example.org/roles", "roles"),
        note(0),
    ]));
    let head = vec![row(vec![named, header("People"), header("Days"), header("What they do")])];
    let mut body: Vec<_> = (1..40)
        .map(|n| {
            row(vec![
                header(&format!("Role {n}")),
                cell(&n.to_string(), 1, 1),
                cell(&(n * 7).to_string(), 1, 1),
                cell("Talks to users and writes down what they say", 1, 1),
            ])
        })
        .collect();
    body.insert(2, row(vec![cell("Across two", 2, 2), cell("1", 1, 1), cell("x", 1, 1)]));
    body.insert(3, row(vec![cell("2", 1, 1)]));
    let ragged =
        vec![row(vec![cell("a", 9, 9)]), row(vec![cell("b", 1, 1), cell("c", 1, 1), cell("d", 1, 1)])];
    let wide: Vec<_> = (0..9).map(|n| header(&format!("Column {n} incomprehensibilities"))).collect();
    let long: Vec<_> =
        (0..9).map(|n| cell(&format!("/a/long/address/with/nowhere/to/break/{n}"), 1, 1)).collect();
    vec![
        par(PROSE),
        par_of(vec![cross(4, "live", Some("role"), "The head of a table"), text(" may be led to.")]),
        heading(2, "roles", "Roles"),
        block(BlockKind::Table { caption: texts("Who does what, and for how long"), columns, head, body }),
        block(BlockKind::Table {
            caption: Vec::new(),
            columns: vec![Alignment::Default; 2],
            head: Vec::new(),
            body: ragged,
        }),
        block(BlockKind::Table {
            caption: Vec::new(),
            columns: Vec::new(),
            head: Vec::new(),
            body: Vec::new(),
        }),
        heading(2, "wide", "A wide table"),
        block(BlockKind::Table {
            caption: Vec::new(),
            columns: vec![Alignment::Default; 9],
            head: vec![row(wide)],
            body: vec![row(long)],
        }),
        pictograms(&["One", "Two", "Three of a longer name that takes two lines", "Four"]),
        block(BlockKind::Pictograms { items: Vec::new() }),
    ]
}
