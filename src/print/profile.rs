//! The colour profile of a press (ICC.1), for which files for a print shop are made.

use moxcms::{ColorProfile, DataColorSpace, LocalizableString, ProfileClass, ProfileText};

/// The largest profile that is read, in bytes. Those of presses have 2 MB.
pub const LARGEST: u64 = 16 << 20;

/// The profile of a press with four inks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    bytes: Vec<u8>,
    /// What people call it, such as `Coated FOGRA39 (ISO 12647-2:2004)`.
    pub description: String,
    /// The condition of print that it measures, by its name in the registry of the ICC, such as `FOGRA39`;
    /// none where it names none.
    pub condition: Option<String>,
}

/// What is wanted, to follow what a file is.
const WANTED: &str = "ask the print shop for the ICC profile of its press: of the class `prtr`, for CMYK";

impl Profile {
    /// Reads a profile. The error says what the file is instead, to follow its name, and what is wanted.
    pub fn read(bytes: Vec<u8>) -> Result<Self, (String, &'static str)> {
        look_at(bytes).map_err(|what| (what, WANTED))
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn look_at(bytes: Vec<u8>) -> Result<Profile, String> {
    // The size, the version and the signature stand in the head (ICC.1, 7.2).
    let head = bytes.get(..128).filter(|head| &head[36..40] == b"acsp");
    let head = head.ok_or_else(|| format!("is no colour profile{}", kind(&bytes)))?;
    let said = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    if bytes.len() < said as usize {
        return Err(format!("is cut off: it has {} of {said} bytes", bytes.len()));
    }
    let version = head[8];
    if !(2..=4).contains(&version) {
        return Err(format!("is a colour profile of version {version}, and PDF/X-4 takes versions 2 to 4"));
    }
    let class = ProfileClass::try_from(u32::from_be_bytes([head[12], head[13], head[14], head[15]]));
    let class = class.map_err(|_| "is a colour profile of an unknown class".to_owned())?;
    let space = String::from_utf8_lossy(&head[16..20]).trim().to_owned();
    if class != ProfileClass::OutputDevice {
        return Err(format!("is the colour profile of {} for {space}", of(class)));
    }
    if space != "CMYK" {
        return Err(format!(
            "is the colour profile of a printer for {space}, and the files are in four inks"
        ));
    }
    let profile = ColorProfile::new_from_slice(&bytes)
        .map_err(|_| "is a damaged colour profile: its tables cannot be read".to_owned())?;
    let from_inks = profile.lut_a_to_b_perceptual.is_some() || profile.lut_a_to_b_colorimetric.is_some();
    let to_inks = profile.lut_b_to_a_perceptual.is_some() || profile.lut_b_to_a_colorimetric.is_some();
    if !matches!(profile.pcs, DataColorSpace::Lab | DataColorSpace::Xyz) || !from_inks || !to_inks {
        return Err("is a colour profile without the tables from colours to inks and back".to_owned());
    }
    let description = profile.description.as_ref().and_then(text);
    let description = description.ok_or_else(|| "is a colour profile without a description".to_owned())?;
    // ICC.1, 9.2.14: the name in the registry stands behind this word.
    let target = profile.char_target.as_ref().and_then(text);
    let condition = target
        .as_deref()
        .and_then(|text| text.strip_prefix("ICCHDAT"))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name.len() <= 80 && !name.contains(char::is_control));
    Ok(Profile { bytes, description, condition })
}

/// What a file is that is no profile, by how it begins; nothing where that is not known.
fn kind(bytes: &[u8]) -> &'static str {
    let known: [(&[u8], &str); 5] = [
        (b"%PDF", " but a PDF"),
        (b"\x89PNG", " but a PNG"),
        (b"\xff\xd8", " but a JPEG"),
        (b"PK", " but an archive; unpack it"),
        (b"", " but a text"),
    ];
    let is_text = std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    let found = known.into_iter().find(|(start, _)| bytes.starts_with(start));
    match found {
        _ if bytes.is_empty() => "; it is empty",
        Some((b"", _)) if !is_text => "",
        Some((_, what)) => what,
        None => "",
    }
}

fn of(class: ProfileClass) -> &'static str {
    match class {
        ProfileClass::InputDevice => "a scanner or a camera",
        ProfileClass::DisplayDevice => "a display",
        ProfileClass::OutputDevice => "a printer",
        ProfileClass::DeviceLink => "one device linked to another",
        ProfileClass::ColorSpace => "a colour space",
        ProfileClass::Abstract => "no device",
        ProfileClass::Named => "named colours",
    }
}

/// The words of a text, in English where there are several.
fn text(text: &ProfileText) -> Option<String> {
    let words = match text {
        ProfileText::PlainString(words) => words,
        ProfileText::Description(words) if !words.ascii_string.is_empty() => &words.ascii_string,
        ProfileText::Description(words) => &words.unicode_string,
        ProfileText::Localizable(all) => {
            let english = |one: &&LocalizableString| one.language == "en";
            &all.iter().find(english).or(all.first())?.value
        }
    };
    let words: String = words.chars().filter(|c| !c.is_control()).collect();
    Some(words.trim().chars().take(200).collect()).filter(|words: &String| !words.is_empty())
}
