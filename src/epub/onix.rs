//! What shops and libraries are told of the EPUB: a message in ONIX for Books 3.0, with reference tags
//! (EDItEUR; code lists of issue 75).
//!
//! It says what the book is and how it can be read, and nothing of prices, territories and stock,
//! which are the shop's business and the publisher's.

use super::access::Access;
use super::package::{is_day, said};
use super::xhtml::Xhtml;
use crate::book::{Book, Metadata, Role};

/// The date of a message about an undated book, since the clock must not tell one.
const UNDATED: &str = "19800101";

/// Codes of list 196, as far as a book may have them.
mod detail {
    pub const SUMMARY: &str = "00";
    pub const EPUB_ACCESSIBILITY: &str = "04";
    pub const LIMITED: &str = "09";
    pub const NOTHING_DISABLED: &str = "10";
    pub const CONTENTS: &str = "11";
    pub const INDEX: &str = "12";
    pub const READING_ORDER: &str = "13";
    pub const SHORT_ALTERNATIVES: &str = "14";
    pub const MATHML: &str = "17";
    pub const PRINT_PAGES: &str = "19";
    pub const LANGUAGE: &str = "22";
    pub const HEADINGS: &str = "29";
    pub const ARIA: &str = "30";
    pub const LANDMARKS: &str = "32";
    pub const APPEARANCE: &str = "36";
    pub const GLOSSARY: &str = "38";
    pub const PAGE_LIST: &str = "41";
    pub const WITHOUT_SIGHT: &str = "52";
    pub const DESCRIBED_MATH: &str = "53";
    pub const WCAG_2_2: &str = "82";
    pub const LEVEL_AA: &str = "85";
    pub const CREDENTIAL: &str = "88";
    pub const CERTIFIER: &str = "90";
    pub const ASSESSED: &str = "91";
    pub const REPORT: &str = "94";
    pub const OWN_REPORT: &str = "96";
    pub const CONTACT: &str = "99";
}

/// Writes the message.
pub fn message(book: &Book, access: &Access) -> String {
    let metadata = &book.metadata;
    let mut xml = Xhtml::default();
    let root = [("release", Some("3.0")), ("xmlns", Some("http://ns.editeur.org/onix/3.0/reference"))];
    xml.open("ONIXMessage", &root).line();
    xml.open("Header", &[]).line();
    xml.open("Sender", &[]);
    xml.leaf("SenderName", &[], said(&metadata.publisher).map_or("", String::as_str));
    if let Some(contact) = access.contact() {
        xml.leaf("EmailAddress", &[], contact);
    }
    xml.close().line();
    xml.leaf("SentDateTime", &[], &compact(&metadata.date).unwrap_or_else(|| UNDATED.to_owned())).line();
    xml.close().line();
    xml.open("Product", &[]).line();
    xml.leaf("RecordReference", &[], &metadata.identifier).line();
    // List 1: confirmed on publication.
    xml.leaf("NotificationType", &[], "03").line();
    identifiers(&mut xml, &metadata.identifier);
    descriptive(&mut xml, metadata, access);
    if let Some(description) = said(&metadata.description) {
        xml.open("CollateralDetail", &[]).line().open("TextContent", &[]);
        // List 153: a description; list 154: for anybody.
        xml.leaf("TextType", &[], "03").leaf("ContentAudience", &[], "00").leaf("Text", &[], description);
        xml.close().line().close().line();
    }
    publishing(&mut xml, metadata);
    if let Some(isbn) = &metadata.print_isbn {
        xml.open("RelatedMaterial", &[]).line().open("RelatedProduct", &[]);
        // List 51: based on the printed book, which is the source of its page numbers, or is another format.
        xml.leaf("ProductRelationCode", &[], if access.print.is_some() { "13" } else { "06" });
        identifiers(&mut xml, &format!("urn:isbn:{isbn}"));
        xml.close().line().close().line();
    }
    xml.close().line().close();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", xml.finish())
}

/// What names the product: an ISBN as ONIX wants it twice, else the name as it is.
fn identifiers(xml: &mut Xhtml, identifier: &str) {
    let mut one = |kind: &str, scheme: Option<&str>, value: &str| {
        xml.open("ProductIdentifier", &[]).leaf("ProductIDType", &[], kind);
        if let Some(scheme) = scheme {
            xml.leaf("IDTypeName", &[], scheme);
        }
        xml.leaf("IDValue", &[], value).close().line();
    };
    let isbn = identifier.strip_prefix("urn:isbn:").and_then(thirteen);
    match isbn {
        // List 5: a GTIN, an ISBN.
        Some(isbn) => ["03", "15"].into_iter().for_each(|kind| one(kind, None, &isbn)),
        None if identifier.starts_with("urn:") => one("22", None, identifier),
        None => one("01", Some("identifier of the EPUB"), identifier),
    }
}

/// An ISBN of 13 digits (ISO 2108), which one of 10 becomes.
fn thirteen(isbn: &str) -> Option<String> {
    let digits: String = isbn.chars().filter(char::is_ascii_alphanumeric).collect();
    match digits.len() {
        13 => Some(digits),
        10 => {
            let body = format!("978{}", &digits[..9]);
            let sum: u32 = body
                .chars()
                .enumerate()
                .map(|(at, c)| c.to_digit(10).unwrap_or(0) * if at % 2 == 0 { 1 } else { 3 })
                .sum();
            Some(format!("{body}{}", (10 - sum % 10) % 10))
        }
        _ => None,
    }
}

/// What it is, how it can be read, and who made it.
fn descriptive(xml: &mut Xhtml, metadata: &Metadata, access: &Access) {
    xml.open("DescriptiveDetail", &[]).line();
    // Lists 2, 150 and 175: one item, to be downloaded, an EPUB.
    xml.leaf("ProductComposition", &[], "00").leaf("ProductForm", &[], "ED").leaf(
        "ProductFormDetail",
        &[],
        "E101",
    );
    xml.line();
    features(xml, access);
    // List 81: text; pictures; formulas.
    xml.leaf("PrimaryContentType", &[], "10");
    for (there, kind) in [(access.pictures, "07"), (access.formulas, "48")] {
        if there {
            xml.leaf("ProductContentType", &[], kind);
        }
    }
    // List 144: nothing is locked.
    xml.leaf("EpubTechnicalProtection", &[], "00").line();
    if let Some(series) = metadata.series.as_ref().filter(|series| !series.title.trim().is_empty()) {
        // List 148: of the publisher; list 149: the collection.
        xml.open("Collection", &[]).leaf("CollectionType", &[], "10").open("TitleDetail", &[]);
        xml.leaf("TitleType", &[], "01").open("TitleElement", &[]).leaf("TitleElementLevel", &[], "02");
        if let Some(number) = &series.number {
            xml.leaf("PartNumber", &[], number);
        }
        xml.leaf("TitleText", &[], &series.title).close().close().close().line();
    }
    xml.open("TitleDetail", &[]).leaf("TitleType", &[], "01").open("TitleElement", &[]);
    xml.leaf("TitleElementLevel", &[], "01").leaf("TitleText", &[], &metadata.title);
    if let Some(subtitle) = said(&metadata.subtitle) {
        xml.leaf("Subtitle", &[], subtitle);
    }
    xml.close().close().line();
    contributors(xml, metadata);
    let (language, country) = language(&metadata.language);
    // List 22: of the text.
    xml.open("Language", &[]).leaf("LanguageRole", &[], "01").leaf("LanguageCode", &[], language);
    if let Some(country) = country {
        xml.leaf("CountryCode", &[], &country);
    }
    xml.close().line();
    let subjects: Vec<&str> = metadata
        .subjects
        .iter()
        .map(|subject| subject.trim())
        .filter(|subject| !subject.is_empty())
        .collect();
    if !subjects.is_empty() {
        // List 27: keywords, which stand in one element.
        xml.open("Subject", &[]).leaf("SubjectSchemeIdentifier", &[], "20");
        xml.leaf("SubjectHeadingText", &[], &subjects.join("; ")).close().line();
    }
    xml.close().line();
}

/// How it can be read, who answers for that, and whether it can harm.
fn features(xml: &mut Xhtml, access: &Access) {
    let mut feature = |kind: &str, value: &str, words: Option<&str>| {
        xml.open("ProductFormFeature", &[]).leaf("ProductFormFeatureType", &[], kind);
        xml.leaf("ProductFormFeatureValue", &[], value);
        if let Some(words) = words {
            xml.leaf("ProductFormFeatureDescription", &[], words);
        }
        xml.close().line();
    };
    for (code, words) in details(access) {
        feature("09", code, words.as_deref());
    }
    // List 143.
    let hazards: &[&str] = if access.flashes { &["13", "16", "26"] } else { &["00"] };
    hazards.iter().for_each(|hazard| feature("12", hazard, None));
    // List 220: EPUB 3.3.
    feature("15", "101F", None);
}

/// The codes of list 196 that hold, with words where they need some.
fn details(access: &Access) -> Vec<(&'static str, Option<String>)> {
    let mut all = vec![(detail::SUMMARY, Some(access.summary()))];
    if let Some((by, more)) = access.certification() {
        let codes = [detail::EPUB_ACCESSIBILITY, detail::WCAG_2_2, detail::LEVEL_AA];
        all.extend(codes.map(|code| (code, None)));
        all.push((detail::CERTIFIER, Some(by.to_owned())));
        all.extend(said(&more.credential).map(|credential| (detail::CREDENTIAL, Some(credential.clone()))));
        all.extend(compact(&more.date).map(|day| (detail::ASSESSED, Some(day))));
        let report = if access.is_certified_by_publisher() { detail::OWN_REPORT } else { detail::REPORT };
        all.extend(said(&more.report).map(|address| (report, Some(address.clone()))));
    } else if !access.described {
        all.push((detail::LIMITED, Some("Some pictures have no description.".to_owned())));
    }
    let there = [
        (true, detail::NOTHING_DISABLED),
        (true, detail::CONTENTS),
        (access.index, detail::INDEX),
        (true, detail::READING_ORDER),
        (access.pictures && access.described, detail::SHORT_ALTERNATIVES),
        (access.formulas, detail::MATHML),
        (access.print.is_some(), detail::PRINT_PAGES),
        (true, detail::LANGUAGE),
        (true, detail::HEADINGS),
        (true, detail::ARIA),
        (true, detail::LANDMARKS),
        (true, detail::APPEARANCE),
        (access.glossary, detail::GLOSSARY),
        (access.print.is_some(), detail::PAGE_LIST),
        (access.described, detail::WITHOUT_SIGHT),
        (access.formulas, detail::DESCRIBED_MATH),
    ];
    all.extend(there.into_iter().filter(|(there, _)| *there).map(|(_, code)| (code, None)));
    all.extend(access.contact().map(|contact| (detail::CONTACT, Some(contact.to_owned()))));
    all
}

fn contributors(xml: &mut Xhtml, metadata: &Metadata) {
    let authors = metadata.authors.iter().map(|name| (name, "A01"));
    let others = metadata.contributors.iter().map(|other| (&other.name, role(other.role)));
    let all: Vec<_> = authors.chain(others).filter(|(name, _)| !name.trim().is_empty()).collect();
    for (number, (name, role)) in all.iter().enumerate() {
        xml.open("Contributor", &[]).leaf("SequenceNumber", &[], &(number + 1).to_string());
        xml.leaf("ContributorRole", &[], role).leaf("PersonName", &[], name).close().line();
    }
    if all.is_empty() {
        xml.void("NoContributor", &[]).line();
    }
}

/// List 17. Who pays or reviews has no role of its own there.
fn role(role: Role) -> &'static str {
    match role {
        Role::Designer => "A11",
        Role::Editor => "B01",
        Role::Illustrator => "A12",
        Role::Photographer => "A13",
        Role::Translator => "B06",
        Role::Funder | Role::Reviewer | Role::Sponsor => "Z99",
    }
}

fn publishing(xml: &mut Xhtml, metadata: &Metadata) {
    let Some(publisher) = said(&metadata.publisher) else { return };
    xml.open("PublishingDetail", &[]).line();
    xml.open("Imprint", &[]).leaf("ImprintName", &[], publisher).close().line();
    // List 45: the publisher.
    xml.open("Publisher", &[])
        .leaf("PublishingRole", &[], "01")
        .leaf("PublisherName", &[], publisher)
        .close()
        .line();
    if let Some(day) = compact(&metadata.date) {
        // Lists 163 and 55: published on a day.
        xml.open("PublishingDate", &[]).leaf("PublishingDateRole", &[], "01");
        xml.leaf("Date", &[("dateformat", Some("00"))], &day).close().line();
    }
    xml.close().line();
}

/// A day as `YYYYMMDD`.
fn compact(day: &Option<String>) -> Option<String> {
    day.as_ref().filter(|day| is_day(day)).map(|day| day.replace('-', ""))
}

/// The language of list 74 (ISO 639-2/B) and the country of list 91 (ISO 3166-1) that a tag means.
fn language(tag: &str) -> (&'static str, Option<String>) {
    let mut parts = tag.split('-');
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let known = LANGUAGES.split_whitespace().find(|pair| {
        let (two, three) = pair.split_at(2);
        name == two || name == three
    });
    let country = parts.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    (known.map_or("und", |pair| &pair[2..]), country.map(str::to_ascii_uppercase))
}

/// Each language of ISO 639-1 with its bibliographic code of ISO 639-2.
const LANGUAGES: &str = "\
    aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis bmbam bnben \
    botib brbre bsbos cacat ceche chcha cocos crcre cscze cuchu cvchv cywel dadan deger dvdiv dzdzo eeewe elgre \
    eneng eoepo esspa etest eubaq faper ffful fifin fjfij fofao frfre fyfry gagle gdgla glglg gngrn guguj gvglv \
    hahau heheb hihin hohmo hrhrv hthat huhun hyarm hzher iaina idind ieile igibo iiiii ikipk ioido isice itita \
    iuiku jajpn jvjav kageo kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir \
    lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimao mkmac mlmal mnmon mrmar msmay mtmlt \
    mybur nanau nbnob ndnde nenep ngndo nldut nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan \
    pipli plpol pspus ptpor quque rmroh rnrun rorum rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslo slslv \
    smsmo snsna sosom sqalb srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn \
    toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor \
    zazha zhchi zuzul";

#[cfg(test)]
mod tests {
    use super::super::{Options, epub, fixture};
    use super::*;

    fn message_of(config: &str) -> String {
        let options = Options { onix: true, ..Options::default() };
        epub(&fixture::book(config), &options).expect("an EPUB").onix.expect("a message")
    }

    /// The texts of the elements of a name.
    fn texts(message: &str, name: &str) -> Vec<String> {
        let xml = roxmltree::Document::parse(message).expect("well-formed");
        let named = xml.descendants().filter(|node| node.tag_name().name() == name);
        named.map(|node| node.text().unwrap_or_default().to_owned()).collect()
    }

    const WHOLE: &str = "language: cy-GB\npublisher: The Phase Office\nisbn: 0-306-40615-2\n\
        print-isbn: 978-3-16-148410-0\nauthors: [Ada Ample]\ncontributors: {translator: Bo Brief}\n\
        series: {title: Ways of work, number: 2}\nsubjects: [a & b, c]\ndate: 2026-03-14\n\
        accessibility: {contact: access@example.org}";

    #[test]
    fn it_says_what_the_book_is() {
        let message = message_of(WHOLE);
        assert_eq!(
            texts(&message, "IDValue"),
            ["9780306406157", "9780306406157", "9783161484100", "9783161484100"]
        );
        assert_eq!(texts(&message, "ProductIDType"), ["03", "15", "03", "15"]);
        assert_eq!(texts(&message, "ProductRelationCode"), ["06"]);
        assert_eq!(texts(&message, "ContributorRole"), ["A01", "B06"]);
        assert_eq!(texts(&message, "LanguageCode"), ["wel"]);
        assert_eq!(texts(&message, "CountryCode"), ["GB"]);
        assert_eq!(texts(&message, "SubjectHeadingText"), ["a & b; c"]);
        assert_eq!(texts(&message, "SentDateTime"), ["20260314"]);
        assert_eq!(texts(&message, "EmailAddress"), ["access@example.org"]);
    }

    #[test]
    fn it_says_what_holds_and_nothing_else() {
        let details = |config: &str| {
            let message = message_of(config);
            let mut details = texts(&message, "ProductFormFeatureValue");
            details.retain(|code| ["04", "82", "85", "90", "12", "41", "99"].contains(&code.as_str()));
            details
        };
        assert_eq!(details("publisher: X\nindex: false"), Vec::<String>::new());
        assert_eq!(
            details("publisher: X\nindex: false\naccessibility: {certified-by: Y, contact: a@example.org}"),
            ["04", "82", "85", "90", "99"]
        );
    }

    #[test]
    fn undated_books_and_names_that_are_no_urn_have_a_message_too() {
        let mut book = fixture::book("publisher: X\nidentifier: book-1");
        book.metadata.date = None;
        let options = Options { onix: true, ..Options::default() };
        let message = epub(&book, &options).expect("an EPUB").onix.expect("a message");
        assert_eq!(texts(&message, "SentDateTime"), [UNDATED]);
        assert_eq!(
            (texts(&message, "ProductIDType"), texts(&message, "IDTypeName").len()),
            (vec!["01".into()], 1)
        );
        assert_eq!(language("x-odd"), ("und", None));
        assert_eq!(language("zh-Hant-TW"), ("chi", Some("TW".to_owned())));
        assert_eq!(thirteen("080442957X").as_deref(), Some("9780804429573"));
    }
}
