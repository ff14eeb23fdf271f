//! One run at a time: an operating-system lock, which a crashed run cannot leave behind.

use crate::error::Error;
use std::fs::{File, OpenOptions};
use std::path::Path;

/// Holds the lock of an output folder until dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of an output folder, which is made where it does not exist. While another run holds it, `wait`
    /// is told once, and then this one waits; without `wait` it leaves with an error.
    pub fn take(output: &Path, wait: Option<&dyn Fn()>) -> Result<Self, Error> {
        std::fs::create_dir_all(output).map_err(|e| Error::output(output, e))?;
        let path = output.join(".lock");
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| Error::output(&path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => match wait {
                Some(told) => {
                    told();
                    file.lock().map_err(|e| Error::output(&path, e))?;
                    Ok(Self { _file: file })
                }
                None => Err(Error::Locked { path: output.to_owned() }),
            },
            Err(std::fs::TryLockError::Error(e)) => Err(Error::output(&path, e)),
        }
    }
}
