//! The logo of a site's brand.

use super::StoredPicture;

/// The logo of a site's brand.
#[derive(Debug, Clone, Default)]
pub struct Logo {
    /// What stands on light grounds.
    pub light: Option<StoredPicture>,
    /// What stands on dark grounds.
    pub dark: Option<StoredPicture>,
    /// What it says to those who cannot see it.
    pub alt: String,
}

impl Logo {
    /// Its files.
    pub fn pictures(&self) -> impl Iterator<Item = &StoredPicture> {
        self.light.iter().chain(&self.dark)
    }

    /// The logo as themes receive it; `null` where there is none.
    pub fn data(&self) -> serde_json::Value {
        let file = |picture: &StoredPicture| {
            serde_json::json!({
                "file": format!("/pictures/{}", picture.name),
                "width": picture.width,
                "height": picture.height,
            })
        };
        match self.pictures().next() {
            None => serde_json::Value::Null,
            Some(_) => serde_json::json!({
                "light": self.light.as_ref().map(file),
                "dark": self.dark.as_ref().map(file),
                "alt": self.alt,
            }),
        }
    }
}
