//! What is wrong with YAML, in words for those who write it: the parser's own speak of its types
//! and settings.

use serde_saphyr::Error;

/// Why a text is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct YamlFault {
    /// The reason, in lower case and without a full stop.
    pub reason: String,
    mend: Mend,
}

/// What mends a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mend {
    /// Quotation marks around the value.
    QuoteValue,
    /// Quotation marks around the key.
    QuoteKey,
    /// A closing mark, or quotation marks around the value.
    Close,
    /// The value without its tag.
    TakeTagOut,
    /// Fewer levels, or fewer names for the same value.
    Shorten,
}

impl YamlFault {
    fn new(reason: impl Into<String>, mend: Mend) -> Self {
        Self { reason: reason.into(), mend }
    }

    /// What to do about a value as it is typed.
    pub fn hint(&self, key: &str, typed: &str) -> String {
        let bare = typed.trim_matches(['"', '\'']).replace('"', "'");
        let quoted = format!("`{key}: \"{bare}\"`");
        match self.mend {
            Mend::QuoteValue => format!("put it in quotes: {quoted}"),
            Mend::QuoteKey => format!("put the key in quotes: `\"{key}\": {typed}`"),
            Mend::Close => format!("close it, or put the whole in quotes: {quoted}"),
            Mend::TakeTagOut => "take out the word that begins with `!`".to_owned(),
            Mend::Shorten => "write the value out, in fewer levels".to_owned(),
        }
    }
}

/// The fault that an error of the parser stands for.
pub(super) fn of(error: &Error) -> YamlFault {
    match error.without_snippet() {
        Error::NullIntoString { .. } => YamlFault::new("YAML reads this key as no value", Mend::QuoteKey),
        Error::Unexpected { expected, .. } if expected.contains("mapping") => {
            YamlFault::new("it has the form of no `key: value`", Mend::QuoteValue)
        }
        Error::Unexpected { .. } => YamlFault::new("a key must be a word", Mend::QuoteKey),
        Error::UnknownAnchor { .. } => {
            YamlFault::new("`*` refers to a value that no `&` names", Mend::QuoteValue)
        }
        Error::InvalidBinaryBase64 { .. } | Error::BinaryNotUtf8 { .. } => {
            YamlFault::new("`!!binary` stands before what is no text in base 64", Mend::TakeTagOut)
        }
        Error::InvalidScalar { .. }
        | Error::TaggedScalarCannotDeserializeIntoString { .. }
        | Error::UnsupportedTag { .. } => {
            YamlFault::new("the value is not of the kind that its tag says", Mend::TakeTagOut)
        }
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            YamlFault::new("it holds more values or levels than are read", Mend::Shorten)
        }
        other => of_words(&other.to_string()),
    }
}

/// The fault that the words of the parser's first stage stand for.
fn of_words(words: &str) -> YamlFault {
    let line = words.lines().next().unwrap_or("");
    if line.contains("mapping values are not allowed") {
        YamlFault::new("a colon and a blank within it begin another value", Mend::QuoteValue)
    } else if let Some((_, rest)) = line.split_once("unexpected character: `") {
        let character = rest.split('\'').next().unwrap_or("");
        YamlFault::new(format!("no value begins with {character:?}").replace('"', "`"), Mend::QuoteValue)
    } else if line.contains("unclosed bracket") {
        YamlFault::new("a bracket is never closed", Mend::Close)
    } else if line.contains("unclosed quote") {
        YamlFault::new("a quotation mark is never closed", Mend::Close)
    } else if line.contains("tab") {
        YamlFault::new("a tab stands where YAML takes blanks only", Mend::QuoteValue)
    } else if line.contains("trailing content") {
        YamlFault::new("words stand behind the quotation mark that closes it", Mend::QuoteValue)
    } else {
        YamlFault::new("it breaks a rule of YAML's", Mend::QuoteValue)
    }
}
