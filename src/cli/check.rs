//! `phasebook check`: the faults, and nothing else.

use super::args::CheckArgs;
use super::{BUILT, FAULTY, fix, read, say, style};
use crate::diagnostic::Severity;
use crate::report::{self, Format};

/// Reads the site and reports. Drawn reports go to standard error, those for
/// programs to standard output.
pub fn run(args: &CheckArgs) -> Result<u8, String> {
    let (place, mut project) = read(&args.site.site, args.fonts)?;
    if args.fix {
        let (edits, files) = fix::fix(&place.root, &project.diagnostics)?;
        if edits > 0 {
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            say::stderr(format_args!(
                "mended {edits} place{} in {files} file{}\n",
                plural(edits),
                plural(files)
            ));
            (_, project) = read(&args.site.site, args.fonts)?;
        }
    }
    let style = style(&place.prefix);
    let drawn = report::render(&project.diagnostics, args.format, &style);
    match args.format {
        Format::Human | Format::Short => {
            say::stderr(format_args!("{}\n", project.config.site.summary()));
            say::stderr(drawn);
            let summary = report::summary(&project.diagnostics);
            if !summary.is_empty() && args.format == Format::Human {
                say::stderr(format_args!("{summary}\n"));
            }
        }
        Format::Json | Format::Sarif => say::stdout(drawn)?,
    }
    let faulty = project.diagnostics.iter().any(|d| d.severity == Severity::Error);
    Ok(if faulty { FAULTY } else { BUILT })
}
