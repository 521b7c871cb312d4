// Inserting, deleting, repeating: ECMA-48 8.3.26, 8.3.32, 8.3.64, 8.3.67, 8.3.103; DECALN.
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void insert_characters(SequenceContext& c, const Sequence& s) {
  c.screen.insert_characters(s.parameters.at_least_one(0));
}
void delete_characters(SequenceContext& c, const Sequence& s) {
  c.screen.delete_characters(s.parameters.at_least_one(0));
}
void insert_lines(SequenceContext& c, const Sequence& s) { c.screen.insert_lines(s.parameters.at_least_one(0)); }
void delete_lines(SequenceContext& c, const Sequence& s) { c.screen.delete_lines(s.parameters.at_least_one(0)); }
void repeat(SequenceContext& c, const Sequence& s) { c.screen.repeat_last(s.parameters.at_least_one(0)); }
void alignment_pattern(SequenceContext& c, const Sequence&) { c.screen.fill_with_e(); }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "@", insert_characters, "ICH: insert blanks"},
    {Introducer::Csi, "P", delete_characters, "DCH: delete characters"},
    {Introducer::Csi, "L", insert_lines, "IL: insert lines"},
    {Introducer::Csi, "M", delete_lines, "DL: delete lines"},
    {Introducer::Csi, "b", repeat, "REP: the last character again"},
    {Introducer::Escape, "#8", alignment_pattern, "DECALN: fill with E"},
};

}  // namespace

extern const SequenceFamily kEditSequences;
constinit const SequenceFamily kEditSequences{"edit", kHandlers};

}  // namespace tabacus::terminal
