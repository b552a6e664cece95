package fulfillment

import (
	"strconv"
	"strings"
)

// Command is what a packer asks of the bench, by a key or by a code of the command sheet.
type Command string

// The commands. Digits answer a question, or say how many units the next scan counts.
const (
	CommandDone    Command = "done"    // This step is finished.
	CommandPrint   Command = "print"   // Print the label now.
	CommandReprint Command = "reprint" // Print it once more, with a reason.
	CommandPhoto   Command = "photo"
	CommandPark    Command = "park"  // Put the order aside, with a reason.
	CommandNext    Command = "next"  // Close this carton; what is left goes into another one.
	CommandAbort   Command = "abort" // Put everything back and give the order up.
	CommandUndo    Command = "undo"  // Take the last scan back.
	CommandHand    Command = "hand"  // Confirm by hand what does not scan.
	CommandYes     Command = "yes"
	CommandNo      Command = "no"
	CommandBack    Command = "back" // Esc.
)

// What stands before the codes that packdesk prints itself.
const (
	commandPrefix = "PK:"
	badgePrefix   = "BG:"
)

// Commands lists the commands in the order of the command sheet: first the words, then the digits.
func Commands() []Command {
	all := []Command{
		CommandDone, CommandPrint, CommandReprint, CommandPhoto, CommandPark, CommandNext, CommandUndo, CommandHand,
		CommandYes, CommandNo, CommandBack, CommandAbort,
	}
	for d := range 10 {
		all = append(all, DigitCommand(d))
	}
	return all
}

// DigitCommand is the command of a digit from 0 to 9.
func DigitCommand(d int) Command { return Command(strconv.Itoa(d)) }

// Digit returns the digit that the command stands for.
func (c Command) Digit() (int, bool) {
	if len(c) == 1 && c[0] >= '0' && c[0] <= '9' {
		return int(c[0] - '0'), true
	}
	return 0, false
}

// Code is what the command sheet prints for the command.
func (c Command) Code() string { return commandPrefix + strings.ToUpper(string(c)) }

// BadgeCode is what a badge card holds for an operator.
func BadgeCode(badge string) string { return badgePrefix + badge }

// commandOf reads a command's code; known is false when it is a command's by its form and no command that exists.
func commandOf(text string) (c Command, known, isCommand bool) {
	rest, ok := cutPrefixFold(text, commandPrefix)
	if !ok {
		return "", false, false
	}
	name := Command(strings.ToLower(rest))
	for _, c := range Commands() {
		if c == name {
			return c, true, true
		}
	}
	return name, false, true
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return strings.TrimSpace(s[len(prefix):]), true
}
