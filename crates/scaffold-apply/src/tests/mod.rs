mod cloud;
mod interrupts;
mod laws;
mod scenes;
mod stories;
