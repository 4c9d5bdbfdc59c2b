//! What a section is about: told by its id or class, else by its heading.

use serde::Serialize;

use crate::model::Attributes;

/// What a section is about, as far as worksheets know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// What a phase makes.
    Outputs,
    /// What is done in it.
    Activities,
    /// What it finds out.
    Questions,
    /// A list of tasks, whatever it is about.
    Tasks,
}

/// The ids and classes that name a subject.
const NAMES: [(&str, Subject); 3] =
    [("outputs", Subject::Outputs), ("activities", Subject::Activities), ("questions", Subject::Questions)];

/// How words of headings begin that name a subject, by language. English ones count
/// in every language.
#[rustfmt::skip]
const STEMS: [(&str, [&[&str]; 3]); 14] = [
    ("en", [&["output", "deliverable"], &["activit"], &["question"]]),
    ("ar", [&["مخرجات", "نواتج"], &["أنشطة", "نشاط"], &["أسئلة", "سؤال"]]),
    ("bn", [&["আউটপুট", "ফলাফল"], &["কার্যক্রম", "কাজ"], &["প্রশ্ন"]]),
    ("cy", [&["allbwn", "allbyn"], &["gweithgaredd", "ngweithgaredd", "weithgaredd"], &["cwestiwn", "cwestiynau", "gwestiwn", "gwestiynau"]]),
    ("de", [&["ergebnis"], &["aktivität", "tätigkeit"], &["frage"]]),
    ("es", [&["resultado", "entregable"], &["actividad"], &["pregunta"]]),
    ("fr", [&["livrable", "résultat"], &["activité"], &["question"]]),
    ("hi", [&["परिणाम", "आउटपुट"], &["गतिविधि"], &["प्रश्न", "सवाल"]]),
    ("ja", [&["成果"], &["活動", "作業"], &["質問", "問い"]]),
    ("ko", [&["산출물", "결과물"], &["활동"], &["질문"]]),
    ("my", [&["ရလဒ်"], &["လုပ်ငန်း", "လှုပ်ရှားမှု"], &["မေးခွန်း"]]),
    ("ta", [&["வெளியீடு", "வெளியீட்டு"], &["செயல்பாடு", "செயல்பாட்டு"], &["கேள்வி"]]),
    ("th", [&["ผลลัพธ์", "ผลผลิต"], &["กิจกรรม"], &["คำถาม"]]),
    ("zh", [&["产出", "產出", "成果"], &["活动", "活動"], &["问题", "問題"]]),
];

/// What comes before a stem in languages that write small words together with the next.
const PREFIXES: [&str; 6] = ["ال", "وال", "و", "l'", "l\u{2019}", "d\u{2019}"];

impl Subject {
    /// What a heading says that its section is about: by its id or class, else by its
    /// words.
    pub fn of(attributes: &Attributes, heading: &str, language: &str) -> Option<Self> {
        Self::named(attributes).or_else(|| {
            let heading = heading.to_lowercase();
            let tag = language.split('-').next().unwrap_or("").to_ascii_lowercase();
            let tag = if matches!(tag.as_str(), "yue" | "lzh") { "zh" } else { tag.as_str() };
            let mut tables = STEMS.iter().filter(|(name, _)| *name == tag || *name == "en");
            tables.find_map(|(name, stems)| {
                let unspaced = matches!(*name, "ja" | "zh" | "th" | "my" | "ko");
                let says = |stem: &&str| {
                    if unspaced {
                        heading.contains(stem)
                    } else {
                        heading.split_whitespace().any(|word| begins(word, stem))
                    }
                };
                let at = stems.iter().position(|stems| stems.iter().any(says))?;
                Some(NAMES[at].1)
            })
        })
    }

    /// What an id or a class says.
    pub(crate) fn named(attributes: &Attributes) -> Option<Self> {
        let names = NAMES.iter();
        names
            .filter(|(name, _)| attributes.id.as_deref() == Some(name) || attributes.has_class(name))
            .map(|it| it.1)
            .next()
    }
}

fn begins(word: &str, stem: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.starts_with(stem)
        || PREFIXES.iter().any(|prefix| word.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(stem)))
}
