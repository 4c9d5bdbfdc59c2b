//! Pictures, and what diagrams among them are drawn from.

use serde::Serialize;

use super::Stage;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct Image<S: Stage> {
    /// What it shows.
    pub picture: S::Picture,
    /// What to say to those who cannot see it. Empty where the page is silent.
    pub alt: String,
    /// The whole of what it shows, in the words that it is made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<DiagramSource>,
    /// A title, shown as a caption where the picture stands alone.
    pub title: Option<String>,
    /// The width asked for, in CSS pixels.
    pub width: Option<u32>,
    /// The width asked for, in hundredths of the room that there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// The height asked for, in CSS pixels. Pictures keep their shape, so the width goes before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// What a diagram is drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagramSource {
    /// The name of its language, which is the same in every other.
    pub language: &'static str,
    /// What fences of code call that language.
    pub fence: &'static str,
    /// The source.
    pub text: String,
}
