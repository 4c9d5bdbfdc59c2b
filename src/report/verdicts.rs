//! What `phasebook verify` found: for people, a line each, and as JSON.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};

use super::{counted, visible};
use crate::verify::{Claim, Examined, Finding, Kind, Outcome, Place};

/// The form of a report on files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In sentences.
    Human,
    /// One line for each finding: `file: claim: message: places [rule]`.
    Short,
    /// One JSON document; `docs/verify.schema.json` describes it.
    Json,
}

impl std::str::FromStr for Form {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "human" => Ok(Self::Human),
            "short" => Ok(Self::Short),
            "json" => Ok(Self::Json),
            _ => Err(format!("expected `human`, `short` or `json`, found `{name}`")),
        }
    }
}

/// A file as it was named, and what was found out; or why nothing could be.
pub type Verdict = (String, Result<Examined, String>);

/// The most places that a line names.
const NAMED: usize = 8;

/// Draws what was found out of files, in their order.
pub fn render(verdicts: &[Verdict], form: Form) -> String {
    match form {
        Form::Human => verdicts.iter().map(human).collect(),
        Form::Short => verdicts.iter().map(short).collect(),
        Form::Json => {
            let files: Vec<Value> = verdicts.iter().map(json).collect();
            let document = json!({ "version": 1, "files": files });
            let text = serde_json::to_string_pretty(&document).unwrap_or_default() + "\n";
            visible::json(&text).into_owned()
        }
    }
}

fn human((file, examined): &Verdict) -> String {
    let examined = match examined {
        Ok(examined) => examined,
        Err(why) => return format!("{file}: {why}\n"),
    };
    let mut text = match examined.kind {
        Kind::Pdf { pages } => format!("{file}: a PDF of {}\n", counted(pages, "page")),
        Kind::Epub => format!("{file}: an EPUB\n"),
    };
    if examined.claims.is_empty() {
        text.push_str("  claims nothing\n");
    }
    for Claim { name, outcome } in &examined.claims {
        match outcome {
            Outcome::Holds(by) => _ = writeln!(text, "  {name}: holds, by {by}"),
            Outcome::Untold(why) => _ = writeln!(text, "  {name}: cannot be told: {why}"),
            Outcome::Fails(findings) => {
                _ = writeln!(text, "  {name}: does not hold");
                for finding in findings {
                    _ = writeln!(text, "    {}{}  [{}]", finding.message, often(finding), finding.rule);
                    if let Some(hint) = &finding.hint {
                        _ = writeln!(text, "      help: {hint}");
                    }
                }
            }
        }
    }
    text
}

fn short((file, examined): &Verdict) -> String {
    let examined = match examined {
        Ok(examined) => examined,
        Err(why) => return format!("{file}: {why}\n"),
    };
    let mut text = String::new();
    for Claim { name, outcome } in &examined.claims {
        match outcome {
            Outcome::Holds(_) => {}
            Outcome::Untold(why) => _ = writeln!(text, "{file}: {name}: cannot be told: {why}"),
            Outcome::Fails(findings) => {
                for finding in findings {
                    let Finding { message, rule, .. } = finding;
                    _ = writeln!(text, "{file}: {name}: {message}{} [{rule}]", often(finding));
                }
            }
        }
    }
    text
}

/// How often and where: `: 3 times, on pages 2 and 5`.
fn often(finding: &Finding) -> String {
    let mut parts = Vec::new();
    if let Some(count) = finding.count.filter(|count| *count > 1) {
        parts.push(format!("{count} times"));
    }
    let pages: BTreeSet<usize> = finding.places.iter().filter_map(page).collect();
    if !pages.is_empty() {
        let pages: Vec<String> = pages.iter().map(usize::to_string).collect();
        parts.push(format!("on page{} {}", if pages.len() == 1 { "" } else { "s" }, listed(&pages)));
    }
    let files: BTreeSet<&Place> = finding.places.iter().filter(|place| page(place).is_none()).collect();
    if !files.is_empty() {
        let files: Vec<String> = files.into_iter().filter_map(file).collect();
        parts.push(format!("in {}", listed(&files)));
    }
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn page(place: &Place) -> Option<usize> {
    match place {
        Place::Page(page) => Some(*page),
        Place::File { .. } => None,
    }
}

fn file(place: &Place) -> Option<String> {
    match place {
        Place::Page(_) => None,
        Place::File { path, line: Some(line) } => Some(format!("{path}:{line}")),
        Place::File { path, line: None } => Some(path.clone()),
    }
}

/// `1, 2 and 3`; of many the first, and how many there are besides.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        _ if names.len() > NAMED => format!("{} and {} more", names[..NAMED].join(", "), names.len() - NAMED),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn json((file, examined): &Verdict) -> Value {
    let (kind, pages, claims, error) = match examined {
        Err(why) => (None, None, Vec::new(), Some(why)),
        Ok(Examined { kind, claims }) => {
            let (kind, pages) = match kind {
                Kind::Pdf { pages } => ("pdf", Some(*pages)),
                Kind::Epub => ("epub", None),
            };
            (Some(kind), pages, claims.iter().map(claim).collect(), None)
        }
    };
    json!({ "file": file, "kind": kind, "pages": pages, "claims": claims, "error": error })
}

fn claim(Claim { name, outcome }: &Claim) -> Value {
    let (holds, words, findings) = match outcome {
        Outcome::Holds(by) => (Some(true), Some(format!("by {by}")), Vec::new()),
        Outcome::Untold(why) => (None, Some(why.clone()), Vec::new()),
        Outcome::Fails(findings) => (Some(false), None, findings.iter().map(found).collect()),
    };
    json!({ "claim": name, "holds": holds, "remark": words, "findings": findings })
}

fn found(finding: &Finding) -> Value {
    let places = finding.places.iter().map(|place| match place {
        Place::Page(page) => json!({ "page": page }),
        Place::File { path, line } => json!({ "file": path, "line": line }),
    });
    json!({
        "rule": finding.rule,
        "message": finding.message,
        "hint": finding.hint,
        "count": finding.count,
        "places": places.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<Verdict> {
        let finding = |rule: &str, count, places| Finding {
            rule: rule.to_owned(),
            message: "a picture has no alternative text".to_owned(),
            hint: Some("put it in words".to_owned()),
            count,
            places,
        };
        let pages = [2, 5, 9].map(Place::Page).to_vec();
        let file = |path: &str| Place::File { path: path.to_owned(), line: Some(7) };
        let claims = vec![
            Claim {
                name: "PDF/UA-1".into(),
                outcome: Outcome::Fails(vec![finding("7.3:1", Some(4), pages)]),
            },
            Claim { name: "PDF/A-2a".into(), outcome: Outcome::Holds("154 rules".into()) },
            Claim { name: "PDF/X-4".into(), outcome: Outcome::Untold("no rules are known".into()) },
        ];
        let epub = Claim {
            name: "EPUB 3".into(),
            outcome: Outcome::Fails(vec![finding("access-alt", Some(1), vec![file("a.xhtml")])]),
        };
        vec![
            ("a.pdf".into(), Ok(Examined { kind: Kind::Pdf { pages: 9 }, claims })),
            ("b.epub".into(), Ok(Examined { kind: Kind::Epub, claims: vec![epub] })),
            ("c.pdf".into(), Ok(Examined { kind: Kind::Pdf { pages: 1 }, claims: vec![] })),
            ("d".into(), Err("is neither a PDF nor an EPUB".into())),
        ]
    }

    #[test]
    fn people_read_what_holds_what_does_not_and_where() {
        assert_eq!(
            render(&sample(), Form::Human),
            "a.pdf: a PDF of 9 pages\n  PDF/UA-1: does not hold\n    \
             a picture has no alternative text: 4 times, on pages 2, 5 and 9  [7.3:1]\n      help: put it in words\n  \
             PDF/A-2a: holds, by 154 rules\n  PDF/X-4: cannot be told: no rules are known\n\
             b.epub: an EPUB\n  EPUB 3: does not hold\n    \
             a picture has no alternative text: in a.xhtml:7  [access-alt]\n      help: put it in words\n\
             c.pdf: a PDF of 1 page\n  claims nothing\nd: is neither a PDF nor an EPUB\n"
        );
        assert_eq!(
            render(&sample()[..1], Form::Short),
            "a.pdf: PDF/UA-1: a picture has no alternative text: 4 times, on pages 2, 5 and 9 [7.3:1]\n\
             a.pdf: PDF/X-4: cannot be told: no rules are known\n"
        );
        let many: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        assert_eq!(listed(&many), "1, 2, 3, 4, 5, 6, 7, 8 and 4 more");
    }

    #[test]
    fn programs_read_the_same() {
        let json: Value = serde_json::from_str(&render(&sample(), Form::Json)).unwrap();
        let claims = &json["files"][0]["claims"];
        assert_eq!((&claims[0]["holds"], &claims[1]["holds"]), (&json!(false), &json!(true)));
        assert!(claims[2]["holds"].is_null());
        assert_eq!(claims[0]["findings"][0]["places"][1], json!({ "page": 5 }));
        assert_eq!(json["files"][3]["error"], "is neither a PDF nor an EPUB");
    }
}
