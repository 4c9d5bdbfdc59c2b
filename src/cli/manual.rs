//! `phasebook completions` and `phasebook man`: what a shell and `man` are told of
//! the commands, from the same place as `--help`. `phasebook licences`: whose work
//! is in the program.

use clap::CommandFactory;

use super::args::{CompletionsArgs, ManArgs};
use super::{BUILT, Cli, say};
use crate::build::output::{self, Output};

/// Prints what a shell needs to complete the program's commands.
pub fn completions(args: &CompletionsArgs) -> Result<u8, String> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "phasebook", &mut script);
    say::stdout(String::from_utf8_lossy(&script))?;
    Ok(BUILT)
}

/// The licences of what is built into the program: crates, as `make licences` writes
/// them, and fonts.
const LICENCES: [&str; 4] = [
    include_str!("../../assets/licences.txt"),
    include_str!("../../fonts/bricolage-grotesque/OFL.txt"),
    include_str!("../../fonts/jetbrains-mono/OFL.txt"),
    include_str!("../../fonts/literata/OFL.txt"),
];

/// Prints the licences of all that is built into the program.
pub fn licences() -> Result<u8, String> {
    let [crates, fonts @ ..] = LICENCES;
    let fonts: String = fonts.iter().map(|text| format!("{RULE}{}\n", text.trim_end())).collect();
    say::stdout(format_args!("{}\n\nThe fonts.\n{fonts}", crates.trim_end()))?;
    Ok(BUILT)
}

/// What stands before each licence.
const RULE: &str = "
────────────────────────────────────────────────────────────────────────────────
";

/// Writes a manual page for the program, and one for each of its commands.
pub fn man(args: &ManArgs) -> Result<u8, String> {
    let mut program = Cli::command();
    program.build();
    let mut pages = vec![page(program.clone(), "phasebook")?];
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("phasebook-{}", command.get_name());
        pages.push(page(command.clone(), &name)?);
    }
    for path in output::write(&args.dir, &pages)? {
        say::stdout(format_args!("wrote {}\n", path.display()))?;
    }
    Ok(BUILT)
}

/// The manual page of one command (section 1: programs).
fn page(command: clap::Command, name: &str) -> Result<Output, String> {
    // A page is named with a hyphen, as `git-log` is, though the command is two words.
    let man = clap_mangen::Man::new(command).title(name.to_uppercase());
    // Without its quotes the date, of which there is none, would be left out, and what follows taken for it.
    let man =
        man.date("\"\"").source(concat!("phasebook ", env!("CARGO_PKG_VERSION"))).manual("User commands");
    let mut bytes = Vec::new();
    man.render(&mut bytes).map_err(|error| format!("cannot write the manual page `{name}`: {error}"))?;
    Ok(Output { path: format!("{name}.1"), bytes })
}
