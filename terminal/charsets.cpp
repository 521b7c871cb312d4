// The sets' tables. Sources: DEC VT220 Programmer Reference Manual, chapter 2, and VT510, chapter 7 (national
// replacement sets, DEC's supplemental ones, line drawing); VT330/VT340, chapter 2 (DEC technical); ISO 8859-1, 2, 5,
// 7, 8 and 9 for the sets of 96. xterm 379 shows the same.
#include "terminal/charsets.hpp"

#include <algorithm>
#include <cstddef>

namespace tabacus::terminal {
namespace {

constexpr std::size_t kFirst = 0x20;
constexpr char32_t kToRightHalf = 0x80;

constexpr CharsetTable ascii() {
  CharsetTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<char32_t>(kFirst + i);
  return table;
}

/// ASCII but for pairs: a character, and what stands in its place.
constexpr CharsetTable ascii_but(std::u32string_view pairs) {
  CharsetTable table = ascii();
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) table[pairs[i] - kFirst] = pairs[i + 1];
  return table;
}

/// ISO 8859-1's right half but for pairs, whose first is ISO's character.
constexpr CharsetTable latin_but(std::u32string_view pairs) {
  CharsetTable table = ascii();
  for (char32_t& c : table) c += kToRightHalf;
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) table[pairs[i] - kToRightHalf - kFirst] = pairs[i + 1];
  return table;
}

/// All that a set of 96 has; what a set of 94 has lies between a space and nothing. U+2E2E, DEC's reversed question
/// mark, is what prints where a set has a hole.
constexpr CharsetTable listed(std::u32string_view characters) {
  CharsetTable table = ascii();
  const std::size_t start = characters.size() == table.size() ? 0 : 1;
  for (std::size_t i = 0; i < characters.size(); ++i) table[start + i] = characters[i];
  return table;
}

/// A set of 94 keeps the space.
constexpr CharsetTable spaced(CharsetTable table) {
  table[0] = U' ';
  return table;
}

constexpr CharsetTable kFinnish = ascii_but(U"[Ä\\Ö]Å^Ü`é{ä|ö}å~ü");
constexpr CharsetTable kFrench = ascii_but(U"#£@à[°\\ç]§{é|ù}è~¨");
constexpr CharsetTable kFrenchCanadian = ascii_but(U"@à[â\\ç]ê^î`ô{é|ù}è~û");
constexpr CharsetTable kNorwegian = ascii_but(U"@Ä[Æ\\Ø]Å^Ü`ä{æ|ø}å~ü");
constexpr CharsetTable kSwedish = ascii_but(U"@É[Ä\\Ö]Å^Ü`é{ä|ö}å~ü");
constexpr CharsetTable kSupplemental = spaced(latin_but(U"¤⸮¦⸮¨¤¬⸮\u00AD⸮®⸮¯⸮´⸮¸⸮¾⸮Ð⸮×ŒÝŸÞ⸮ð⸮÷œýÿþ⸮"));

constexpr CharsetTable kLineDrawing = ascii_but(U"_ `◆a▒b␉c␌d␍e␊f°g±h␤i␋j┘k┐l┌m└n┼o⎺p⎻q─r⎼s⎽t├u┤v┴w┬x│y≤z≥{π|≠}£~·");
constexpr CharsetTable kTechnical = listed(
    U"⎷┌─⌠⌡│⎡⎣⎤⎦⎧⎩⎫⎭⎨"
    U"⎬⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮≤≠≥∫"
    U"∴∝∞÷Δ∇ΦΓ∼≃Θ×Λ⇔⇒≡"
    U"ΠΨ⸮Σ⸮⸮√ΩΞΥ⊂⊃∩∪∧∨"
    U"¬αβχδεφγηιθκλ⸮ν∂"
    U"πψρστ⸮ƒωξυζ←↑→↓");
constexpr CharsetTable kDecGreek = listed(
    U"¡¢£⸮¥⸮§¤©ª«⸮⸮⸮⸮"
    U"°±²³⸮µ¶·⸮¹º»¼½⸮¿"
    U"ϊΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ"
    U"⸮ΠΡΣΤΥΦΧΨΩάέήί⸮ό"
    U"ϋαβγδεζηθικλμνξο"
    U"⸮πρστυφχψωςύώ΄⸮");
constexpr CharsetTable kDecHebrew = listed(
    U"¡¢£⸮¥⸮§¨©×«⸮⸮⸮⸮"
    U"°±²³⸮µ¶·⸮¹÷»¼½⸮¿"
    U"⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮"
    U"⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮"
    U"אבגדהוזחטיךכלםמן"
    U"נסעףפץצקרשת⸮⸮⸮⸮");
constexpr CharsetTable kDecCyrillic = listed(
    U"⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮"
    U"⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮"
    U"юабцдефгхийклмно"
    U"пярстужвьызшэщчъ"
    U"ЮАБЦДЕФГХИЙКЛМНО"
    U"ПЯРСТУЖВЬЫЗШЭЩЧ");
constexpr CharsetTable kDecTurkish = spaced(latin_but(U"¤⸮¦⸮¬⸮\u00AD⸮®İ¯⸮´⸮¸⸮¾ıÐĞ×ŒÝŸÞŞðğ÷œýÿþş"));
constexpr CharsetTable kLatin2 = listed(
    U"\u00A0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00ADŽŻ"
    U"°ą˛ł´ľśˇ¸šşťź˝žż"
    U"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ"
    U"ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
    U"ŕáâăäĺćçčéęëěíîď"
    U"đńňóôőö÷řůúűüýţ˙");
constexpr CharsetTable kLatinGreek = listed(
    U"\u00A0‘’£€₯¦§¨©ͺ«¬\u00AD⸮―"
    U"°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏ"
    U"ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ"
    U"ΠΡ⸮ΣΤΥΦΧΨΩΪΫάέήί"
    U"ΰαβγδεζηθικλμνξο"
    U"πρςστυφχψωϊϋόύώ⸮");
constexpr CharsetTable kLatinHebrew = listed(
    U"\u00A0⸮¢£¤¥¦§¨©×«¬\u00AD®¯"
    U"°±²³´µ¶·¸¹÷»¼½¾⸮"
    U"⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮"
    U"⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮‗"
    U"אבגדהוזחטיךכלםמן"
    U"נסעףפץצקרשת⸮⸮⸮⸮⸮");
constexpr CharsetTable kLatinCyrillic = listed(
    U"\u00A0ЁЂЃЄЅІЇЈЉЊЋЌ\u00ADЎЏ"
    U"АБВГДЕЖЗИЙКЛМНОП"
    U"РСТУФХЦЧШЩЪЫЬЭЮЯ"
    U"абвгдежзийклмноп"
    U"рстуфхцчшщъыьэюя"
    U"№ёђѓєѕіїјљњћќ§ўџ");

constexpr auto k94 = CharsetSize::Of94;
constexpr auto k96 = CharsetSize::Of96;

/// The first two are those that others ask for by name.
constexpr CharacterSet kSets[] = {
    {"B", k94, false, "ASCII", ascii()},
    {"0", k94, false, "DEC line drawing", kLineDrawing},
    {"A", k94, false, "British", ascii_but(U"#£")},
    {"<", k94, false, "DEC supplemental, the user's preferred one", kSupplemental},
    {"%5", k94, false, "DEC supplemental", kSupplemental},
    {">", k94, false, "DEC technical", kTechnical},
    {"\"?", k94, false, "DEC Greek", kDecGreek},
    {"\"4", k94, false, "DEC Hebrew", kDecHebrew},
    {"&4", k94, false, "DEC Cyrillic", kDecCyrillic},
    {"%0", k94, false, "DEC Turkish", kDecTurkish},
    {"4", k94, true, "Dutch", ascii_but(U"#£@¾[ĳ\\½]|{¨|ƒ}¼~´")},
    {"5", k94, true, "Finnish", kFinnish},
    {"C", k94, true, "Finnish", kFinnish},
    {"R", k94, true, "French", kFrench},
    {"f", k94, true, "French", kFrench},
    {"9", k94, true, "French Canadian", kFrenchCanadian},
    {"Q", k94, true, "French Canadian", kFrenchCanadian},
    {"K", k94, true, "German", ascii_but(U"@§[Ä\\Ö]Ü{ä|ö}ü~ß")},
    {"\">", k94, true, "Greek", ascii_but(U"aΑbΒcΓdΔeΕfΖgΗhΘiΙjΚkΛlΜmΝnΧoΟpΠqΡrΣsΤtΥuΦvΞwΨxΩy z ")},
    {"%=", k94, true, "Hebrew", ascii_but(U"`אaבbגcדdהeוfזgחhטiיjךkכlלmםnמoןpנqסrעsףtפuץvצwקxרyשzת")},
    {"Y", k94, true, "Italian", ascii_but(U"#£@§[°\\ç]é`ù{à|ò}è~ì")},
    {"`", k94, true, "Norwegian and Danish", kNorwegian},
    {"E", k94, true, "Norwegian and Danish", kNorwegian},
    {"6", k94, true, "Norwegian and Danish", kNorwegian},
    {"%6", k94, true, "Portuguese", ascii_but(U"[Ã\\Ç]Õ{ã|ç}õ")},
    {"Z", k94, true, "Spanish", ascii_but(U"#£@§[¡\\Ñ]¿{°|ñ}ç")},
    {"7", k94, true, "Swedish", kSwedish},
    {"H", k94, true, "Swedish", kSwedish},
    {"=", k94, true, "Swiss", ascii_but(U"#ù@à[é\\ç]ê^î_è`ô{ä|ö}ü~û")},
    {"%2", k94, true, "Turkish", ascii_but(U"&ğ@İ[Ş\\Ö]Ç^Ü`Ğ{ş|ö}ç~ü")},
    {"A", k96, false, "ISO Latin-1", latin_but(U"")},
    {"B", k96, false, "ISO Latin-2", kLatin2},
    {"F", k96, false, "ISO Greek", kLatinGreek},
    {"H", k96, false, "ISO Hebrew", kLatinHebrew},
    {"L", k96, false, "ISO Cyrillic", kLatinCyrillic},
    {"M", k96, false, "ISO Latin-5", latin_but(U"ÐĞÝİÞŞðğýıþş")},
};

}  // namespace

std::span<const CharacterSet> character_sets() { return kSets; }

const CharacterSet* find_character_set(CharsetSize size, std::string_view designator) {
  const auto* const found = std::ranges::find_if(
      kSets, [&](const CharacterSet& set) { return set.size == size && set.designator == designator; });
  return found == std::end(kSets) ? nullptr : found;
}

const CharacterSet& ascii_set() { return kSets[0]; }
const CharacterSet& line_drawing_set() { return kSets[1]; }

}  // namespace tabacus::terminal
