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
    let cases = [
        Case {
            original: ("## Next\n", "## Risks\n\nWhat may go wrong is written down each week.\n\n## Next\n"),
            places: ("## Qui", "## Risks"),
            said: "the section `Risks` of `en/a.md` is missing in the translation",
            ..Case::default()
        },
        Case {
            translation: (
                "\nL’argent est pour les gens, et non pour des serveurs ; personne n’achète de machines en alpha.\n",
                "",
            ),
            places: ("Une alpha", "The money"),
            said: "a paragraph of `en/a.md` is missing in the translation",
            ..Case::default()
        },
        Case {
            translation: ("- En jeter la plus grande partie\n", ""),
            places: ("- Parler", "- Throw"),
            said: "an item of a list of `en/a.md` is missing in the translation",
            ..Case::default()
        },
        Case {
            original: ("£50,000", "£60,000"),
            places: ("Une alpha", "An alpha"),
            said: "a number differs from the original: `50000` here, `60000` there",
            ..Case::default()
        },
        Case {
            translation: ("example.org/fr/prices", "example.org/fr/costs"),
            places: ("Une alpha", "An alpha"),
            said: "an address differs from the original: `example.org/costs` here, `example.org/prices` there",
            ..Case::default()
        },
        Case {
            original: ("`make deploy`", "`make release`"),
            places: ("Lancez", "Run"),
            said: "code differs from the original: `make deploy` here, `make release` there",
            ..Case::default()
        },
        Case {
            original: ("deploy --to test #", "deploy --to trial #"),
            places: ("```sh", "```sh"),
            said: "a line of code differs from the original: `deploy --to test` here, `deploy --to trial` there",
            ..Case::default()
        },
        Case {
            translation: ("| Le comité | le 31 mars 2013 |\n", ""),
            places: ("| Qui", "| Who"),
            said: "the table has 3 rows of 2 columns in the original, and 2 of 2 here",
            ..Case::default()
        },
        Case {
            original: ("title: Alpha\n", "title: Alpha\nlast_updated: 2013-05-02\n"),
            translation: ("title: Alpha\n", "title: Alpha\ntranslated_from: 2013-04-01\n"),
            places: ("translated_from", "last_updated"),
            said: "`en/a.md` was changed on 2013-05-02, and the translation is of 2013-04-01",
        },
    ];
    for Case { original, translation, places, said: expected } in cases {
        let edited = |text: &str, (from, to): (&str, &str)| {
            assert!(text.contains(from), "{from}");
            if from.is_empty() { text.to_owned() } else { text.replacen(from, to, 1) }
        };
        let (original, translation) = (edited(ORIGINAL, original), edited(TRANSLATION, translation));
        let line =
            |text: &str, start: &str| text.lines().position(|line| line.starts_with(start)).unwrap() + 1;
        let expected = (line(&translation, places.0), line(&original, places.1), expected.to_owned());
        let found = said(&original, &translation);
        assert!(found.contains(&expected), "{found:#?}, expected {expected:?}");
        assert!(found.len() < 3, "{found:#?}");
    }
}

/// An edit, and what is said of it.
#[derive(Default)]
struct Case {
    /// What of the original, and what stands there then.
    original: (&'static str, &'static str),
    /// The same of the translation.
    translation: (&'static str, &'static str),
    /// How the lines begin that are named: of the translation, of the original.
    places: (&'static str, &'static str),
    said: &'static str,
}

#[test]
fn another_text_is_told_in_one_line() {
    let other = "# Alpha\n\n### Something\n\n| a |\n|---|\n| b |\n";
    let found = said(ORIGINAL, other);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].2.contains("is another text than `en/a.md`"), "{found:#?}");
}
