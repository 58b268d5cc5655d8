//! `--name value` pairs; nothing is left unread, so that a mistyped one is not taken for its absence.
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;

pub struct Options {
    given: BTreeMap<String, String>,
}

impl Options {
    pub fn parse(words: &[String]) -> Result<Options, String> {
        let mut given = BTreeMap::new();
        for pair in words.chunks(2) {
            match pair {
                [name, value] if name.starts_with("--") => {
                    given.insert(name[2..].to_string(), value.clone());
                }
                _ => return Err(format!("{pair:?} is not a name and a value")),
            }
        }
        Ok(Options { given })
    }

    pub fn text(&mut self, name: &str, otherwise: &str) -> String {
        self.given.remove(name).unwrap_or_else(|| otherwise.to_string())
    }

    pub fn number<T: FromStr<Err: Debug>>(&mut self, name: &str, otherwise: T) -> Result<T, String> {
        match self.given.remove(name) {
            None => Ok(otherwise),
            Some(text) => text.parse().map_err(|_| format!("--{name} {text} is not a number")),
        }
    }

    pub fn done(&self) -> Result<(), String> {
        match self.given.keys().next() {
            None => Ok(()),
            Some(name) => Err(format!("nobody knows --{name}")),
        }
    }
}
