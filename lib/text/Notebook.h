// A Jupyter notebook (nbformat 4, https://nbformat.readthedocs.io) as one Python program, and back.
#ifndef SUMMARY_UPGRADE_TEXT_NOTEBOOK_H
#define SUMMARY_UPGRADE_TEXT_NOTEBOOK_H

#include "text/Range.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace summary_upgrade::text {

/// The code cells one behind the other, as if they ran in this order once. Between two cells stands a `pass`,
/// and another one stands for each line that IPython reads and Python does not (`%matplotlib inline`, `!pip
/// install`); cells in other languages (`%%bash`) and notebooks of other kernels give no code.
class Notebook {
public:
  static bool isNotebook(llvm::StringRef Path) { return Path.ends_with(".ipynb"); }

  /// Errors: no JSON, not a notebook of nbformat 4. The error text starts with "line N: " where there is a
  /// line.
  static llvm::Expected<Notebook> parse(std::string JSON);

  llvm::StringRef code() const { return Code; }
  llvm::StringRef json() const { return JSON; }

  /// The notebook with this code in its cells. Bytes of what did not change stay: other cells, outputs, and
  /// in a cell the lines that are the same. Errors: a line that stands for something else is gone or was
  /// indented, so the new code does not fit into the cells.
  llvm::Expected<std::string> withCode(llvm::StringRef NewCode) const;

  struct Place {
    uint32_t Cell = 1;     ///< 1-based, all cells count
    uint32_t Line = 1;     ///< 1-based, in the cell
    uint32_t FileLine = 1; ///< 1-based, in the file
  };
  /// `Line`: 0-based, of the code.
  Place place(uint32_t Line) const;

private:
  struct Masked {
    std::string Shown, Real; ///< without newlines
  };
  struct Cell {
    uint32_t Number = 1; ///< among all cells, 1-based
    Range Source;        ///< the JSON value, in `JSON`
    bool IsList = false;
    std::vector<Range> Tokens;      ///< its strings, in `JSON`
    std::vector<std::string> Lines; ///< what they say, one string a token
    std::string Text;               ///< all of it
    std::vector<Masked> Masks;      ///< in the order of the lines
    uint32_t FirstLine = 0;         ///< 0-based, in `Code`
    uint32_t LineCount = 0;
    std::vector<uint32_t> LineOffset; ///< per line: where its string starts in `JSON`
  };

  std::string encode(const Cell &C, llvm::StringRef Text) const;
  std::string separator(size_t Before) const;
  void addCell(Cell C);

  std::string JSON, Code;
  std::vector<Cell> Cells;
};

} // namespace summary_upgrade::text

#endif
