//! Seeded edits: what has changed in an original, or been lost in its translation, is found; what
//! translators do anyway is not.

use super::compare;
use crate::diagnostic::Diagnostic;
use crate::files::Memory;
use crate::source::{self, Settings};

const ORIGINAL: &str = "---
title: Alpha
---

In alpha the team tries out 3 ideas within 6 weeks, and throws most of them away.

## Activities

- Sketch the service, on paper at first
- Talk to 12 users, one at a time
- Throw most of it away

## Costs

An alpha costs about £50,000 a month. The [price list](https://example.org/en/prices) has more.

The money is for people, and not for servers; nobody buys machines in alpha.

```sh
deploy --to test # not to live
```

## Who decides

| Who | When |
|---|---|
| The owner of the service | each week |
| The board | on 31 March 2013 |

Run `make deploy` when they have decided.

## Next

Go on to beta, and build what has been learnt.
";

const TRANSLATION: &str = "---
title: Alpha
---

En alpha, l’équipe essaie trois idées en 6 semaines, et en jette la plus grande partie.

## Activités

- Esquisser le service, sur papier d’abord
- Parler à 12 usagers, un à la fois
- En jeter la plus grande partie

## Coûts

Une alpha coûte environ 50 000 £ par mois. La [liste des prix](https://example.org/fr/prices) en dit plus.

L’argent est pour les gens, et non pour des serveurs ; personne n’achète de machines en alpha.

```sh
deploy --to test # et non en production
```

## Qui décide

| Qui | Quand |
|---|---|
| La propriétaire du service | chaque semaine |
| Le comité | le 31 mars 2013 |

Lancez `make deploy` quand ils ont décidé.

## Suite

Passez à la bêta, et construisez ce qui a été appris.
";

/// What is said of a translation: the line in it, the line of the original, the message.
fn said(original: &str, translation: &str) -> Vec<(usize, usize, String)> {
    let files = Memory::new([("en/a.md", original), ("fr/a.md", translation)]);
    let page = |path| source::read(&files, path, &Settings::default());
    let line = |found: &Diagnostic| {
        let place = |place: &crate::diagnostic::Place| place.source.position(place.span.range().start).0;
        let there = found.related.as_ref().map_or(0, |(there, _)| place(there));
        (place(&found.place), there, found.message.clone())
    };
    compare(&page("en/a.md"), &page("fr/a.md")).iter().map(line).collect()
}

#[test]
fn a_faithful_translation_is_left_alone() {
    assert_eq!(said(ORIGINAL, TRANSLATION), []);
    assert_eq!(said(ORIGINAL, ORIGINAL), []);
}

#[test]
fn what_translators_do_is_no_fault() {
    for (from, to) in [
        // Two paragraphs are put together.
        ("en dit plus.\n\nL’argent", "en dit plus. L’argent"),
        // One is divided.
        ("par mois. La [liste", "par mois.\n\nLa [liste"),
        // A note is added.
        ("## Suite\n", "## Suite\n\nN. d. T. : la bêta se dit aussi « version d’essai ».\n"),
        // A number is spelt out.
        ("12 usagers", "douze usagers"),
    ] {
        assert!(TRANSLATION.contains(from), "{from}");
        assert_eq!(said(ORIGINAL, &TRANSLATION.replace(from, to)), [], "{to}");
    }
}

#[test]
fn seeded_edits_are_found_at_their_lines() {
    let lacks = |what: &str| format!("{what} missing in the translation");
    let cases: Vec<(&str, &str, &str, &str, (usize, usize, String))> = vec![
        // (edit of the original) (edit of the translation) (what is said)
        (
            "## Next\n",
            "## Risks\n\nWhat may go wrong is written down each week by the whole team.\n\n## Next\n",
            "",
            "",
            (27, 35, lacks("the section `Risks` of `en/a.md` is")),
        ),
        (
            "",
            "",
            "\nL’argent est pour les gens, et non pour des serveurs ; personne n’achète de machines en alpha.\n",
            "",
            (15, 17, lacks("a paragraph of `en/a.md` is")),
        ),
        ("", "", "- En jeter la plus grande partie\n", "", (10, 11, lacks("an item of a list of `en/a.md` is"))),
        (
            "£50,000",
            "£60,000",
            "",
            "",
            (15, 15, "a number differs from the original: `50000` here, `60000` there".to_owned()),
        ),
        (
            "",
            "",
            "example.org/fr/prices",
            "example.org/fr/costs",
            (
                15,
                15,
                "an address differs from the original: `example.org/costs` here, `example.org/prices` there"
                    .to_owned(),
            ),
        ),
        (
            "`make deploy`",
            "`make release`",
            "",
            "",
            (30, 30, "code differs from the original: `make deploy` here, `make release` there".to_owned()),
        ),
        (
            "deploy --to test #",
            "deploy --to trial #",
            "",
            "",
            (
                19,
                19,
                "a line of code differs from the original: `deploy --to test` here, `deploy --to trial` there"
                    .to_owned(),
            ),
        ),
        (
            "",
            "",
            "| Le comité | le 31 mars 2013 |\n",
            "",
            (
                25,
                25,
                "the table has 3 rows of 2 columns in the original, and 2 of 2 here".to_owned(),
            ),
        ),
        (
            "title: Alpha\n",
            "title: Alpha\nlast_updated: 2013-05-02\n",
            "title: Alpha\n",
            "title: Alpha\ntranslated_from: 2013-04-01\n",
            (3, 3, "`en/a.md` was changed on 2013-05-02, and the translation is of 2013-04-01".to_owned()),
        ),
    ];
    for (from, to, own, new, expected) in cases {
        assert!(ORIGINAL.contains(from) && TRANSLATION.contains(own), "{from} {own}");
        let (original, translation) = (
            ORIGINAL.replacen(from, to, usize::from(!from.is_empty())),
            TRANSLATION.replacen(own, new, usize::from(!own.is_empty())),
        );
        let found = said(&original, &translation);
        assert!(found.contains(&expected), "{to} {new}: {found:#?}, expected {expected:?}");
        assert!(found.len() < 3, "{found:#?}");
    }
}

#[test]
fn another_text_is_told_in_one_line() {
    let other = "# Alpha\n\n### Something\n\n| a |\n|---|\n| b |\n";
    let found = said(ORIGINAL, other);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].2.contains("is another text than `en/a.md`"), "{found:#?}");
}
