//! `phasebook new`: something to start from.

use std::path::Path;

use super::args::NewArgs;
use super::{BUILT, say};
use crate::build::output::{self, Output};
use crate::theme::files;

/// A small site that builds without a fault.
const STARTER: [(&str, &str); 11] = [
    ("phasebook.yaml", include_str!("../../assets/starter/phasebook.yaml")),
    ("pages/index.md", include_str!("../../assets/starter/index.md")),
    ("pages/discovery.md", include_str!("../../assets/starter/discovery.md")),
    ("pages/beta.md", include_str!("../../assets/starter/beta.md")),
    ("pictograms/accessibility.svg", include_str!("../../assets/pictograms/accessibility.svg")),
    ("pictograms/decision.svg", include_str!("../../assets/pictograms/decision.svg")),
    ("pictograms/launch.svg", include_str!("../../assets/pictograms/launch.svg")),
    ("pictograms/measure.svg", include_str!("../../assets/pictograms/measure.svg")),
    ("pictograms/support.svg", include_str!("../../assets/pictograms/support.svg")),
    ("pictograms/user-needs.svg", include_str!("../../assets/pictograms/user-needs.svg")),
    ("pictograms/website.svg", include_str!("../../assets/pictograms/website.svg")),
];

/// A brand that explains itself.
const BRAND: &str = include_str!("../../assets/starter/_brand.yml");

/// Writes what is asked for. The error is a message for the user.
pub fn run(args: &NewArgs) -> Result<u8, String> {
    if let Some(folder) = &args.site {
        write(folder, &STARTER)?;
        say::stdout(format_args!("wrote a small site into {}\n", folder.display()))?;
        say::stdout(format_args!(
            "`phasebook build {}` makes its handbook, EPUB and posters\n",
            folder.display()
        ))?;
    }
    if let Some(folder) = &args.theme {
        write(folder, &files::builtin().collect::<Vec<_>>())?;
        say::stdout(format_args!("wrote a copy of the built-in theme into {}\n", folder.display()))?;
        say::stdout(format_args!("say `theme: {}` in phasebook.yaml to use it\n", folder.display()))?;
        say::stdout("files that you do not change can be deleted: the built-in ones then serve\n")?;
    }
    if let Some(file) = &args.brand {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("_brand.yml");
        write(file.parent().unwrap_or(Path::new("")), &[(name, BRAND)])?;
        say::stdout(format_args!("wrote a brand into {}\n", file.display()))?;
        say::stdout(format_args!("say `brand: {}` in phasebook.yaml to use it\n", file.display()))?;
    }
    Ok(BUILT)
}

/// Writes files below `folder`, save where that would replace one.
fn write(folder: &Path, files: &[(&str, &str)]) -> Result<(), String> {
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        return Err(format!("`{}` is there already; name another folder", folder.join(name).display()));
    }
    let outputs: Vec<_> =
        files.iter().map(|&(name, text)| Output { path: name.into(), bytes: text.into() }).collect();
    output::write(folder, &outputs).map(drop)
}
