mod cloud;
mod creation;
mod interrupts;
mod laws;
mod scenes;
mod script;
mod stories;
