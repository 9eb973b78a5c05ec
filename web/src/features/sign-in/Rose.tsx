import { memo } from "react";

/** The twenty-four directions of a luopan, clockwise from north. */
const MOUNTAINS = [..."子癸丑艮寅甲卯乙辰巽巳丙午丁未坤申庚酉辛戌乾亥壬"];
/** The eight trigrams, clockwise from north: their lines from inside outwards, 1 is whole. */
const TRIGRAMS = ["010", "001", "100", "110", "101", "000", "011", "111"];

const turn = (degrees: number) => ({ transform: `rotate(${degrees}deg)` });

/** A luopan, drawn with hairlines: rings of degrees, directions and trigrams around a needle. */
export const Rose = memo(function Rose({ className }: { className?: string }) {
  return (
    <svg className={className} viewBox="-360 -360 720 720" fill="none" stroke="currentColor" aria-hidden focusable="false">
      {[352, 330, 276, 214, 132].map((radius) => (
        <circle key={radius} r={radius} strokeOpacity={radius === 352 || radius === 132 ? 0.5 : 0.26} />
      ))}
      {Array.from({ length: 120 }, (_, at) => (
        <line key={at} y1={-330} y2={at % 5 ? -338 : -348} strokeOpacity={at % 5 ? 0.3 : 0.6} style={turn(at * 3)} />
      ))}
      {MOUNTAINS.map((name, at) => (
        <g key={name} style={turn(at * 15)}>
          <line y1={-276} y2={-330} strokeOpacity={0.16} style={turn(7.5)} />
          <text y={-294} textAnchor="middle" fontSize={24} fill="currentColor" fillOpacity={at % 3 ? 0.42 : 0.85} stroke="none" lang="zh-CN">
            {name}
          </text>
        </g>
      ))}
      {TRIGRAMS.map((lines, at) => (
        <g key={lines} style={turn(at * 45)} strokeWidth={4} strokeOpacity={0.42}>
          {[...lines].map((whole, line) => (
            <path key={line} d={whole === "1" ? "M-22 0H22" : "M-22 0H-5M5 0H22"} transform={`translate(0 ${-232 - line * 12})`} />
          ))}
        </g>
      ))}
      {Array.from({ length: 8 }, (_, at) => (
        <path key={at} d={at % 2 ? "M0 -168 7 -132H-7Z" : "M0 -200 10 -132H-10Z"} fill="currentColor" fillOpacity={at % 2 ? 0.14 : 0.26} stroke="none" style={turn(at * 45)} />
      ))}
      <g style={turn(28)} stroke="none">
        <path d="M0 -118 13 0H-13Z" fill="#F5A524" />
        <path d="M0 118 13 0H-13Z" fill="#E6EDF3" fillOpacity={0.9} />
        <circle r={6} fill="#0F1F2E" />
      </g>
    </svg>
  );
});
