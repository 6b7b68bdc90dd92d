using System.Text.RegularExpressions;

namespace DiffPir.Kernels.Tests.TensorCore;

/// <summary>The body of a kernel in PTX, one instruction or label a line, and questions about it that the text alone can answer.</summary>
internal sealed partial class PtxProgram
{
    private readonly List<string> _lines;

    /// <summary>Takes the text of a module with one kernel.</summary>
    public PtxProgram(string ptx)
    {
        string body = ptx[ptx.IndexOf(".entry", StringComparison.Ordinal)..];
        _lines = [.. body[body.IndexOf('{')..].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('.'))];
    }

    /// <summary>
    /// Branches marked as taken alike by all threads of a warp whose condition nevertheless depends on the thread's number, by way of any
    /// values, memory included. PTX leaves open what they do.
    /// </summary>
    public IEnumerable<string> UniformBranchesThatDiverge()
    {
        var divergent = DivergentRegisters();
        return _lines.Where(line => UniformBranch().Match(line) is { Success: true } match && divergent.Contains(match.Groups[1].Value));
    }

    /// <summary>Integer divisions and remainders in the outermost loop around the first instruction of a kind, such as "mma.sync".</summary>
    public IEnumerable<string> DivisionsInLoopAround(string instruction)
    {
        int inside = _lines.FindIndex(line => line.StartsWith(instruction, StringComparison.Ordinal));
        Assert.True(inside >= 0, $"the kernel has no {instruction}");
        var next = Enumerable.Range(0, _lines.Count).Select(Successors).ToList();
        var previous = next.SelectMany((targets, from) => targets.Select(to => (From: from, To: to))).ToLookup(edge => edge.To, edge => edge.From);
        var loop = Reachable(inside, line => next[line]);
        loop.IntersectWith(Reachable(inside, line => previous[line]));
        Assert.Contains(inside, loop);
        return loop.Order().Select(line => _lines[line]).Where(line => Division().IsMatch(line));
    }

    private List<int> Successors(int line)
    {
        List<int> targets = [];
        var branch = Branch().Match(_lines[line]);
        if (branch.Success)
        {
            targets.Add(_lines.IndexOf($"{branch.Groups[1].Value}:"));
        }

        bool leaves = (branch.Success && !_lines[line].StartsWith('@')) || _lines[line] == "ret;";
        if (!leaves && line + 1 < _lines.Count)
        {
            targets.Add(line + 1);
        }

        return targets;
    }

    // Of all lines that some path of one step or more leads to.
    private static HashSet<int> Reachable(int start, Func<int, IEnumerable<int>> next)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>(next(start));
        while (open.TryPop(out int line))
        {
            if (found.Add(line))
            {
                foreach (int further in next(line))
                {
                    open.Push(further);
                }
            }
        }

        return found;
    }

    private HashSet<string> DivergentRegisters()
    {
        var found = new HashSet<string>();
        for (int before = -1; before != found.Count;)
        {
            before = found.Count;
            foreach (string line in _lines)
            {
                // The first operand, or the first list of them in braces, is written; the rest and the predicate are read.
                var parts = Instruction().Match(line);
                if (parts.Success && !WritesNoRegister().IsMatch(parts.Groups["op"].Value)
                    && Register().Matches(parts.Groups["from"].Value + parts.Groups["if"].Value).Any(m => found.Contains(m.Value) || IsThread(m.Value)))
                {
                    found.UnionWith(Register().Matches(parts.Groups["to"].Value).Select(match => match.Value));
                }
            }
        }

        return found;
    }

    private static bool IsThread(string register) => register is "%tid" or "%laneid";

    [GeneratedRegex(@"^@!?(%?\w+) bra\.uni\b")]
    private static partial Regex UniformBranch();

    [GeneratedRegex(@"\bbra(?:\.uni)?\s+(\w+);")]
    private static partial Regex Branch();

    [GeneratedRegex(@"\b(div|rem)\.[su](32|64)\b")]
    private static partial Regex Division();

    [GeneratedRegex(@"^(?<if>@!?\S+\s+)?(?<op>[a-z][\w.:]*)\s+(?<to>\{[^}]*\}|[^,;]+)(?<from>.*)$")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"^(st|bra|bar|ret|cp|red|prefetch)\b")]
    private static partial Regex WritesNoRegister();

    [GeneratedRegex(@"%?[A-Za-z_]\w*")]
    private static partial Regex Register();
}
