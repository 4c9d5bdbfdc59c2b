//! The fields of a card, and where pages keep them: front matter such as `timeRequired`, or a
//! section such as "How to do it".

use std::fmt;

/// A field of a card.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// What it is.
    What,
    /// What it is good for.
    Why,
    /// How long it takes.
    Time,
    /// Who it takes.
    Who,
    /// How it is done.
    Steps,
    /// A field of the front matter, or a section, by its own name.
    Named(String),
}

/// A field with its name in settings and the names that pages give it, in front matter and in
/// headings, without spaces and capitals.
struct Known {
    field: Field,
    name: &'static str,
    names: &'static [&'static str],
    /// Words of headings that mean it on a page which has another of the fields, as those of
    /// pattern languages do.
    headings: &'static [&'static str],
}

/// Every field that has a meaning of its own, in the order of a card's back.
static KNOWN: [Known; 5] = [
    Known {
        field: Field::What,
        name: "what",
        names: &[
            "what",
            "whatis",
            "whatisit",
            "whatitis",
            "whatisthis",
            "whatsthis",
            "inanutshell",
            "was",
            "wasistdas",
            "wasistes",
            "quoi",
            "questceque",
            "que",
            "quées",
        ],
        headings: &[
            "definition",
            "description",
            "summary",
            "overview",
            "intent",
            "beschreibung",
            "descripción",
        ],
    },
    Known {
        field: Field::Why,
        name: "why",
        names: &[
            "why",
            "whydoit",
            "whydothis",
            "whyuseit",
            "whyusethis",
            "whyitmatters",
            "warum",
            "wozu",
            "pourquoi",
            "porqué",
        ],
        headings: &[
            "purpose",
            "goal",
            "goals",
            "benefits",
            "ziel",
            "objectif",
            "objetivo",
            "problem",
            "context",
            "motivation",
            "rationale",
            "whentouse",
            "whentouseit",
        ],
    },
    Known {
        field: Field::Time,
        name: "time",
        names: &[
            "time",
            "timerequired",
            "timeneeded",
            "duration",
            "howlong",
            "howlongittakes",
            "howlongdoesittake",
            "dauer",
            "zeit",
            "zeitbedarf",
            "durée",
            "temps",
            "duración",
            "tiempo",
        ],
        headings: &[],
    },
    Known {
        field: Field::Who,
        name: "who",
        names: &[
            "who",
            "team",
            "participants",
            "people",
            "peoplerequired",
            "whotoinvolve",
            "whoparticipates",
            "whotakespart",
            "whoisinvolved",
            "wer",
            "beteiligte",
            "teilnehmende",
            "qui",
            "participant",
            "quién",
            "participantes",
        ],
        headings: &[],
    },
    Known {
        field: Field::Steps,
        name: "steps",
        names: &[
            "steps",
            "how",
            "howto",
            "howtodoit",
            "howtodothis",
            "howtouseit",
            "howtousethis",
            "howtorunit",
            "howdoyoudoit",
            "howtousethismethod",
            "howitworks",
            "howtoconductit",
            "instructions",
            "schritte",
            "ablauf",
            "vorgehen",
            "sogehts",
            "anleitung",
            "étapes",
            "déroulement",
            "comment",
            "pasos",
            "cómo",
            "cómohacerlo",
        ],
        headings: &[
            "process",
            "method",
            "procedure",
            "solution",
            "actions",
            "practice",
            "lösung",
            "solución",
        ],
    },
];

/// A name without spaces, capitals and signs, so that `timeRequired` and "Time required:" are one.
pub fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Field {
    /// The fields of a card's back, where nothing else is said.
    pub fn usual() -> Vec<Self> {
        KNOWN.iter().map(|known| known.field.clone()).collect()
    }

    /// The field of a name in settings.
    pub fn named(name: &str) -> Self {
        let name = name.trim();
        let known = KNOWN.iter().find(|known| known.name == name.to_lowercase());
        known.map_or_else(|| Self::Named(name.to_owned()), |known| known.field.clone())
    }

    /// Whether a page means this field by a name of its front matter or the words of a heading.
    pub fn is_called(&self, name: &str) -> bool {
        let name = bare(name);
        match self {
            Self::Named(own) => bare(own) == name,
            field => KNOWN
                .iter()
                .filter(|known| known.field == *field)
                .any(|known| known.names.contains(&name.as_str())),
        }
    }

    /// Whether a heading's words may mean this field, on a page that has another.
    pub fn may_be_headed(&self, heading: &str) -> bool {
        let heading = bare(heading);
        KNOWN
            .iter()
            .filter(|known| known.field == *self)
            .any(|known| known.headings.contains(&heading.as_str()))
    }

    /// Whether it is said in a few words beside a sign: how long it takes, who it takes.
    pub fn is_fact(&self) -> bool {
        matches!(self, Self::Time | Self::Who)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            field => {
                let known = KNOWN.iter().find(|known| known.field == *field);
                f.write_str(known.map_or("", |known| known.name))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_front_matter_and_headings_mean_fields() {
        for (name, field) in [
            ("what", Field::What),
            ("timeRequired", Field::Time),
            ("Time required", Field::Time),
            ("How to do it", Field::Steps),
            ("How-to", Field::Steps),
            ("Why do it?", Field::Why),
            ("Participants", Field::Who),
        ] {
            assert!(field.is_called(name), "{name}");
            assert_eq!(Field::usual().iter().filter(|field| field.is_called(name)).count(), 1, "{name}");
        }
        assert!(Field::named("governmentConsiderations").is_called("Government considerations"));
        assert_eq!(Field::named("Steps"), Field::Steps);
        assert!(!Field::What.is_called("Whatever"));
    }
}
