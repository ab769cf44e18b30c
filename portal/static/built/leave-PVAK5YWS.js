import{a,b}from"./chunk-EQSFRU2M.js";import"./chunk-O2XFH626.js";export{b as leave,a as onLeave};
