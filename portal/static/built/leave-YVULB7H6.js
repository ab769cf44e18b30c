import{a,b}from"./chunk-H4SGPCRV.js";import"./chunk-RTDUYHDP.js";export{b as leave,a as onLeave};
