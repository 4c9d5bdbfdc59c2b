//! The lives of a preview: a process serves it, and another one, which does nothing else, begins
//! it again where it has ended.
//!
//! They talk in lines of JSON: what a preview is to know at its start comes to its standard input,
//! which is then held open, so that it ends when whoever keeps it does; what it says goes to its
//! standard output.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::{BufRead, BufReader, Write};
use std::process::{self, Command, ExitStatus, Stdio};
use std::thread;

use serde::{Deserialize, Serialize};

use super::budget::{self, Bounds};
use super::{Open, guard};
use crate::build::locate;
use crate::files;

/// What a preview is told when it begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Begin {
    /// How many there were before it.
    life: u64,
    token: String,
    port: u16,
    /// What ended those, by its key, and why, for people.
    beyond: BTreeMap<String, String>,
}

/// What a preview says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
    /// It serves at a port, and this is its address.
    Open { address: String, port: u16 },
    /// It cannot serve; for people.
    Failed { message: String },
    /// It begins to make something.
    Begun { key: String, what: String },
    /// It has made that, or cannot.
    Ended { key: String },
    /// It ends, since these take too much.
    Beyond { beyond: BTreeMap<String, String> },
}

/// The variable of the environment that makes `preview` the preview that is kept.
pub const KEPT: &str = "PHASEBOOK_PREVIEW_KEPT";

/// Keeps a preview until this process ends. `tell` hears the address, and the port that was
/// asked for where that is taken. The error is a message for the user.
pub fn keep(open: &Open, mut tell: impl FnMut(&str, Option<u16>)) -> Result<Infallible, String> {
    // What is not there at the start is a slip of the keyboard.
    locate::find(&open.named, open.root.as_deref())?;
    let program = std::env::current_exe()
        .map_err(|error| format!("the program is not found: {}", files::reason(&error)))?;
    let mut begin = Begin { life: 0, token: guard::token()?, port: open.port, beyond: BTreeMap::new() };
    loop {
        let mut command = Command::new(&program);
        command.arg("preview").env(KEPT, "");
        if open.system_fonts {
            command.arg("--system-fonts");
        }
        if let Some(root) = &open.root {
            command.arg("--root").arg(root);
        }
        command.arg("--").arg(&open.named).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut preview = command
            .spawn()
            .map_err(|error| format!("the preview cannot begin: {}", files::reason(&error)))?;
        let (Some(mut to), Some(from)) = (preview.stdin.take(), preview.stdout.take()) else {
            return Err("the preview cannot be talked to".to_owned());
        };
        // A preview that has ended already says so below.
        let _ = writeln!(to, "{}", serde_json::to_string(&begin).unwrap_or_default());
        let life = Supervised::hear(BufReader::new(from), |address, port| {
            if begin.life == 0 {
                let is_taken = begin.port != 0 && port != begin.port;
                tell(address, is_taken.then_some(begin.port));
                begin.port = port;
            }
        });
        let status = preview
            .wait()
            .map_err(|error| format!("the preview is not heard of: {}", files::reason(&error)))?;
        if let Some(message) = life.failure {
            return Err(message);
        }
        let beyond =
            life.beyond.unwrap_or_else(|| life.making.iter().map(|making| gone(making, status)).collect());
        if beyond.is_empty() {
            return Err(format!("the preview ended ({status})"));
        }
        begin.beyond.extend(beyond);
        begin.life += 1;
    }
}

/// What is said of a making in which the preview ended without a word: the key, and the words for people.
fn gone((key, what): (&String, &String), status: ExitStatus) -> (String, String) {
    let why = format!(
        "{what} ended the preview ({status}), which began again. It is tried again when a page changes"
    );
    (key.clone(), why)
}

/// What one preview has said, from its beginning to its end.
#[derive(Default)]
struct Supervised {
    failure: Option<String>,
    beyond: Option<BTreeMap<String, String>>,
    /// What was in the making, by its key.
    making: BTreeMap<String, String>,
}

impl Supervised {
    fn hear(lines: impl BufRead, mut opened: impl FnMut(&str, u16)) -> Self {
        let mut life = Self::default();
        for line in lines.lines().map_while(Result::ok) {
            match serde_json::from_str(&line) {
                Ok(Message::Open { address, port }) => opened(&address, port),
                Ok(Message::Failed { message }) => life.failure = Some(message),
                Ok(Message::Begun { key, what }) => drop(life.making.insert(key, what)),
                Ok(Message::Ended { key }) => drop(life.making.remove(&key)),
                Ok(Message::Beyond { beyond }) => life.beyond = Some(beyond),
                Err(_) => {}
            }
        }
        life
    }
}

/// How many turns and editions one preview may show before another follows, so that no two of
/// them have the same number: browsers keep what they were told by those.
const NUMBERS: u64 = 1 << 32;

/// Serves a preview that is kept, until this process ends. It says everything to whoever keeps it.
#[allow(clippy::disallowed_methods, reason = "a supervised preview ends with its supervisor")]
pub fn serve(open: &Open) -> Result<Infallible, String> {
    let mut line = String::new();
    let mut from = BufReader::new(std::io::stdin());
    let begin: Begin = from
        .read_line(&mut line)
        .ok()
        .and_then(|_| serde_json::from_str(&line).ok())
        .ok_or_else(|| format!("`{KEPT}` is for the preview's own use"))?;
    let ending = move || {
        // Nothing more is sent: the end of it is that of the keeper.
        let _ = from.read_line(&mut String::new());
        process::exit(0);
    };
    let result = thread::Builder::new()
        .spawn(ending)
        .map_err(|error| format!("the system gives no thread: {}", files::reason(&error)))
        .and_then(|_| Bounds::kept(begin.beyond))
        .and_then(|bounds| {
            let tries = if begin.life == 0 { super::server::PORTS } else { 0 };
            super::open(open, (begin.port, tries), begin.token, bounds, begin.life * NUMBERS)
        });
    if let Err(message) = &result {
        budget::say(&Message::Failed { message: message.clone() });
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_in_the_making_when_a_preview_fell_silent_is_known() {
        let said = concat!(
            r#"{"Open":{"address":"http://127.0.0.1:1/x/","port":1}}"#,
            "\n",
            r#"{"Begun":{"key":"a","what":"the handbook"}}"#,
            "\nsomething else\n",
            r#"{"Begun":{"key":"b","what":"the posters"}}"#,
            "\n",
            r#"{"Ended":{"key":"a"}}"#,
            "\n",
            r#"{"Beg"#,
        );
        let mut ports = Vec::new();
        let life = Supervised::hear(said.as_bytes(), |_, port| ports.push(port));
        assert_eq!(ports, [1]);
        assert_eq!(life.making, BTreeMap::from([("b".to_owned(), "the posters".to_owned())]));
        assert!(life.failure.is_none() && life.beyond.is_none());
    }
}
